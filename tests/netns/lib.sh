# Helpers of the network tests: namespaces, wires, the server, captures, checks. Sourced, not run.
# Everything is made below one temporary folder and in namespaces of this process; `trap` removes
# all of it, whatever happens.
# shellcheck shell=bash
set -euo pipefail

if [[ ${NETNS_SERVER:-ward6} == ward6 ]]; then
  : "${WARD6D:?path of ward6d}" "${WARD6CTL:?path of ward6ctl}"
fi
WARD6_TEST_LOAD=${WARD6_TEST_LOAD:-$(dirname "${WARD6D:-.}")/ward6_test_load}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab=w6-$$
dir=$(mktemp -d "${TMPDIR:-/tmp}/$lab.XXXXXX")
passed=0 failed=0
server_pid="" server_runs=0
# The log of the run that is on.
server_log=$dir/server.0.log

say() { printf '# %s\n' "$*"; }
pass() { passed=$((passed + 1)); printf 'ok   - %s\n' "$*"; }
fail() { failed=$((failed + 1)); printf 'FAIL - %s\n' "$*"; }
# check TEXT COMMAND...: a line that passes when the command does.
check() {
  local text=$1
  shift
  if "$@"; then pass "$text"; else fail "$text"; fi
}
# The closing lines; the exit code of the test.
summary() {
  if ((failed > 0)); then
    say "the end of the server's log:"
    tail -n 30 "$server_log" 2>/dev/null || true
  fi
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}

# wait_for SECONDS COMMAND...: polls until the command succeeds.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

end_lab() {
  local ns pid
  disown -a # the shell need not tell of each one that is killed
  for ns in $(ip netns list | awk -v lab="$lab-" 'index($1, lab) == 1 {print $1}'); do
    for pid in $(ip netns pids "$ns"); do kill -9 "$pid" 2>/dev/null || true; done
    ip netns del "$ns" 2>/dev/null || true
  done
  if [[ -n ${WARD6_KEEP:-} ]]; then say "kept: $dir"; else rm -rf "$dir"; fi
}
trap end_lab EXIT
trap 'exit 1' INT TERM

# ns NAME COMMAND...: runs a command in a namespace of this lab.
ns() {
  local name=$lab-$1
  shift
  ip netns exec "$name" "$@"
}
make_ns() {
  ip netns add "$lab-$1"
  ip -n "$lab-$1" link set lo up
}
# shows TEXT: standard input has it, and is read to its end: a writer that finds its pipe closed
# fails, and the whole pipeline with it.
shows() { grep -F -- "$1" >/dev/null; }
has_link_local() { ip -n "$lab-$1" -6 addr show dev "$2" scope link -tentative | shows fe80; }
link_local() {
  ip -n "$lab-$1" -6 addr show dev "$2" scope link | awk '/fe80/ {sub("/.*", "", $2); print $2}'
}
# A wire between two namespaces.
link_pair() { # link_pair NS1 IF1 NS2 IF2
  ip -n "$lab-$1" link add "$2" type veth peer name "$4" netns "$lab-$3"
  ip -n "$lab-$1" link set "$2" up
  ip -n "$lab-$3" link set "$4" up
}

# client eth0 -- lower relay upper -- lan srv: three namespaces, with an address on each side of the
# relay and at the server.
wire_one_relay() {
  local name port
  for name in srv relay client; do make_ns "$name"; done
  link_pair client eth0 relay lower
  link_pair relay upper srv lan
  ip -n "$lab-relay" addr add 2001:db8:b::1/64 dev lower nodad
  ip -n "$lab-relay" addr add 2001:db8:a::2/64 dev upper nodad
  ip -n "$lab-srv" addr add 2001:db8:a::1/64 dev lan nodad
  for port in "client eth0" "relay lower" "relay upper" "srv lan"; do
    # shellcheck disable=SC2086
    wait_for 10 has_link_local $port
  done
}

# The server's namespace `srv`, with a bridge `lan` that clients are wired to.
make_server_ns() {
  make_ns srv
  ip -n "$lab-srv" link add lan type bridge
  ip -n "$lab-srv" link set lan up
}
# wire NAME: a namespace with an interface eth0 on the server's bridge.
wire() {
  make_ns "$1"
  ip -n "$lab-$1" link add eth0 type veth peer name "p-$1" netns "$lab-srv"
  ip -n "$lab-srv" link set "p-$1" master lan up
  ip -n "$lab-$1" link set eth0 up
  wait_for 10 has_link_local "$1" eth0
  wait_for 10 has_link_local srv lan
}

# From now on ward6d has the rights of its systemd unit and no more, if this user can do that; these
# folders of $dir become its own. drop_rights FOLDER...
drop_rights() {
  local caps=+net_bind_service,+net_raw,+net_admin
  local as_ward6=(setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs
    --inh-caps="-all,$caps" --ambient-caps="-all,$caps" --bounding-set="-all,$caps")
  "${as_ward6[@]}" "$WARD6D" --version >/dev/null 2>&1 || return 0
  printf '#!/bin/sh\nexec %s "$@"\n' "${as_ward6[*]} $WARD6D" >"$dir/ward6d"
  chmod 755 "$dir" "$dir/ward6d"
  WARD6D=$dir/ward6d
  (cd "$dir" && chown -R 65534 "$@")
}

server_ready() { grep -q ' ready: ' "$server_log"; }
# server_start CONFIG: ward6d in `srv`, ready when this returns.
server_start() {
  server_runs=$((server_runs + 1))
  server_log=$dir/server.$server_runs.log
  mkdir -p "$dir/state" "$dir/run"
  ip netns exec "$lab-srv" "$WARD6D" --config "$1" --state-dir "$dir/state" \
    --runtime-dir "$dir/run" --foreground --log-level info >"$server_log" 2>&1 &
  server_pid=$!
  wait_for 15 server_ready || { fail "ward6d starts"; summary; exit 1; }
}
server_kill9() {
  kill -9 "$server_pid"
  wait "$server_pid" 2>/dev/null || true
}
server_stop() {
  kill -TERM "$server_pid"
  wait "$server_pid"
}
ctl() { "$WARD6CTL" --socket "$dir/run/control.sock" "$@"; }
ctl_offline() { "$WARD6CTL" "$1" --offline --state-dir "$dir/state" "${@:2}"; }

# capture NAME INTERFACE FILE: until the lab ends or capture_stop. dumpcap, for tcpdump changes its
# user when it is root, and in a user namespace it may not.
capture() {
  ip netns exec "$lab-$1" dumpcap -q -P -i "$2" -f 'udp port 546 or udp port 547' -w - \
    >"$3" 2>"$3.log" &
  capture_pid=$!
  wait_for 20 test -s "$3" || { cat "$3.log"; exit 1; }
}
capture_stop() {
  sleep 0.5 # dumpcap writes what is in the ring every quarter of a second
  kill -TERM "$capture_pid"
  wait "$capture_pid" 2>/dev/null || true
}
# tshark, an independent decoder, finds nothing malformed, and no warning in what the server sends;
# it must have read PACKETS_MIN at least. capture_is_clean FILE [PACKETS_MIN]
capture_is_clean() {
  local all malformed warned log=$1.tshark
  all=$(tshark -r "$1" 2>"$log" | wc -l) || { cat "$log"; return 1; }
  malformed=$(tshark -r "$1" -Y '_ws.malformed' 2>>"$log") || { cat "$log"; return 1; }
  warned=$(tshark -r "$1" -Y 'udp.srcport == 547 && _ws.expert.severity >= warning' 2>>"$log") ||
    { cat "$log"; return 1; }
  ((all >= ${2:-2})) || { echo "only $all packets in the capture"; return 1; }
  [[ -z $malformed$warned ]] || { printf '%s\n' "$malformed" "$warned"; return 1; }
}

# The resources (without prefix length) that are bound, by ward6ctl; and without the daemon.
leases_bound() { ctl leases --json | bound_rows; }
leases_bound_offline() { ctl_offline leases --json | bound_rows; }
bound_rows() {
  /usr/bin/python3 -c '
import json, sys
for row in json.load(sys.stdin):
    if row["state"] == "bound":
        print((row.get("address") or row.get("prefix")).split("/")[0])'
}
all_bound() { # all_bound FUNCTION RESOURCE...: FUNCTION lists each of them
  local rows resource
  rows=$("$1") || return 1
  for resource in "${@:2}"; do grep -qxF -- "$resource" <<<"$rows" || return 1; done
}
none_bound() {
  local rows resource
  rows=$("$1") || return 1
  for resource in "${@:2}"; do ! grep -qxF -- "$resource" <<<"$rows" || return 1; done
}

if [[ ${NETNS_SERVER:-ward6} == kea ]]; then
  # shellcheck source=tests/netns/kea.sh
  source "$here/kea.sh"
fi
