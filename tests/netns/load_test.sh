#!/bin/bash
# Many clients at once: nobody is left without an answer, no lease is given twice.
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

check "the server stops cleanly" server_stop
summary
