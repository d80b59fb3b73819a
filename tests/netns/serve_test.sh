#!/bin/bash
# Two links on two interfaces of one daemon, each with prefixes of its own; a reservation by the
# address of the client's frame, with packet sockets and without the right to them; the log as JSON.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

for name in srv a b; do make_ns "$name"; done
link_pair a eth0 srv lana
link_pair b eth0 srv lanb
for port in "a eth0" "b eth0" "srv lana" "srv lanb"; do
  # shellcheck disable=SC2086
  wait_for 10 has_link_local $port
done
mac=$(ns b cat /sys/class/net/eth0/address)
cat >"$dir/ward6.yaml" <<END
log: {format: json}
links:
  north:
    interface: lana
    serve:
      prefixes: [{prefix: "2001:db8:a::/64"}]
      delegate: [{from: "2001:db8:a000::/40", length: 56}]
  south:
    interface: lanb
    serve:
      prefixes: [{prefix: "2001:db8:b::/64"}]
      delegate: [{from: "2001:db8:b000::/40", length: 56}]
      hosts: [{name: printer, match: {mac: "$mac"}, address: "::7"}]
END
server_ready() { grep -q '"msg":"ready"' "$server_log"; }
# The DUIDs of these clients hold no address of a frame.
lease() { # lease NAMESPACE NUMBER: a client with address and prefix
  ns "$1" "$WARD6_TEST_LOAD" --interface eth0 --clean --ia both --clients 1 --first "$2" \
    --acked "$dir/acked.$1" >/dev/null
}
has() { shows " $2" <"$dir/acked.$1"; }

server_start "$dir/ward6.yaml"
check "a client of the first link is served" lease a 1
check "with an address of that link" has a 2001:db8:a:
check "and a prefix of that link" has a 2001:db8:a0
check "a client of the second link is served" lease b 2
check "with the address that is kept for its frames" has b 2001:db8:b::7
check "and a prefix of that link" has b 2001:db8:b0
check "each line of the log is JSON with its time, level and name" eval \
  "jq -es 'length > 5 and all(.[]; .ts and .level and .msg and .text)' '$server_log' >/dev/null"
check "the server stops cleanly" server_stop

say "without the right to see frames"
rm -rf "$dir/state"
server_runs=$((server_runs + 1))
server_log=$dir/server.$server_runs.log
mkdir -p "$dir/state"
ip netns exec "$lab-srv" setpriv --bounding-set=-net_raw "$WARD6D" --config "$dir/ward6.yaml" \
  --state-dir "$dir/state" --runtime-dir "$dir/run" --foreground --log-level info \
  >"$server_log" 2>&1 &
server_pid=$!
wait_for 15 server_ready || { fail "ward6d starts"; summary; exit 1; }
check "it says so" grep -q '"msg":"tap-unavailable"' "$server_log"
# The kernel knows a neighbour once they have spoken.
ns b ping -6 -c 1 -W 5 "$(link_local srv lanb)%eth0" >/dev/null || true
check "a client is served" lease b 3
check "with the address that is kept for its frames, by the neighbour table" has b 2001:db8:b::7
check "the server stops cleanly again" server_stop

code=0
"$WARD6D" --no-such-option >/dev/null 2>&1 || code=$?
check "a command line that is wrong has exit code 64" test "$code" -eq 64
summary
