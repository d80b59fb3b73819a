#!/bin/bash
# Many clients at once: nobody is left without an answer, no lease is given twice. One of the two
# load generators is ours, the other is Kea's perfdhcp.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

make_server_ns
wire c1
server_start "$here/configs/load.yaml"

# load TEXT ARGUMENT...: every client is served at its first try.
load() {
  local text=$1
  shift
  check "$text" ns c1 "$WARD6_TEST_LOAD" --interface eth0 --clean --timeout-ms 5000 "$@"
}
load "5000 clients get an address" --clients 5000 --window 64
load "5000 clients get an address and a prefix, and renew" \
  --first 100000 --clients 5000 --window 64 --ia both --renews 1
load "5000 clients use Rapid Commit" --first 200000 --clients 5000 --window 64 --rapid
load "1024 clients at once" --first 300000 --clients 5000 --window 1024 --ia both

say "perfdhcp: 200 exchanges a second for 10 seconds"
ns c1 timeout 60 perfdhcp -6 -l eth0 -r 200 -p 10 -R 2000 -e address-and-prefix all \
  >"$dir/perfdhcp" 2>&1 || true
sed -n '/drops\|orphans\|sent packets\|received packets/p' "$dir/perfdhcp" | sort | uniq -c
perfdhcp_is_clean() {
  local drops sent
  drops=$(awk '/^drops:/ {n += $2} END {print n + 0}' "$dir/perfdhcp")
  sent=$(awk '/^sent packets:/ {n += $3} END {print n + 0}' "$dir/perfdhcp")
  ((sent > 3000 && drops <= 1)) # the last exchange may be under way when the time is over
}
check "perfdhcp sees no drops" perfdhcp_is_clean
check "the server stops cleanly" server_stop
summary
