# Kea in place of ward6d, to prove the client drivers against a server that is not ours: run a test
# with NETNS_SERVER=kea. Sourced by lib.sh; replaces its functions of the server.
# shellcheck shell=bash
# shellcheck source=tests/netns/lib.sh disable=SC2154,SC2034

server_ready() { grep -q 'DHCP6_STARTED' "$server_log"; }
# server_start CONFIG: CONFIG.yaml has a twin CONFIG.kea.json, in which STATE is the state folder.
server_start() {
  server_runs=$((server_runs + 1))
  server_log=$dir/server.$server_runs.log
  mkdir -p "$dir/state" "$dir/run"
  sed "s:STATE:$dir/state:g" "${1%.yaml}.kea.json" >"$dir/kea.json"
  KEA_PIDFILE_DIR="$dir/run" KEA_LOCKFILE_DIR="$dir/run" KEA_DHCP_DATA_DIR="$dir/state" \
    ip netns exec "$lab-srv" kea-dhcp6 -c "$dir/kea.json" >"$server_log" 2>&1 &
  server_pid=$!
  wait_for 15 server_ready || { fail "kea-dhcp6 starts"; summary; exit 1; }
}
server_kill9() {
  kill -9 "$server_pid"
  wait "$server_pid" 2>/dev/null || true
  rm -f "$dir"/run/*.pid # Kea will not start while it is there
}
# The last line about a resource counts: address,duid,valid_lifetime,...,state (column 14).
leases_bound() {
  cat "$dir"/state/leases.csv* | awk -F, '
    $1 ~ /:/ { live[$1] = $3 > 0 && $14 == 0 }
    END { for (resource in live) if (live[resource]) print resource }' | sort
}
leases_bound_offline() { leases_bound; }
