#!/bin/bash
# SIGKILL under full load, again and again: every lease that a client saw acknowledged is there
# afterwards, and none is given to two clients.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rounds=${WARD6_KILL_ROUNDS:-8}
config=$here/configs/load.yaml

make_server_ns
wire c1
for ((round = 1; round <= rounds; ++round)); do
  server_start "$config"
  ip netns exec "$lab-c1" "$WARD6_TEST_LOAD" --interface eth0 --ia both --window 256 --tries 2 \
    --first $((round * 1000000)) --clients 900000 --seconds 30 --acked "$dir/acked" \
    --renews $((round % 2)) >"$dir/load" 2>&1 &
  load_pid=$!
  sleep "1.$((RANDOM % 10))"
  server_kill9
  kill "$load_pid" 2>/dev/null || true
  wait "$load_pid" 2>/dev/null || true
  ctl_offline leases --json >"$dir/leases.json" 2>"$dir/offline.log"
  check "round $round: every acknowledged lease is in the store" \
    /usr/bin/python3 "$here/held.py" "$dir/acked" "$dir/leases.json"
done
server_start "$config"
ctl leases --json >"$dir/leases.json"
check "and in the daemon that was started again" \
  /usr/bin/python3 "$here/held.py" "$dir/acked" "$dir/leases.json"
check "the server stops cleanly" server_stop
summary
