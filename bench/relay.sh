#!/bin/bash
# What relaying one message costs, each way apart: processor time per message of ward6d, of
# dhcrelay, and of the least that any relay must do (recvmmsg, sendmmsg of the same size), on the
# same wires in one run. Needs root. WARD6_BENCH_BIN: the folder of bench_wire.
#   bench/relay.sh [RATE [SECONDS]]    RATE: messages a second that are offered; default 8000, then
#                                      as many as go (without dhcrelay, which drops them)
set -euo pipefail
: "${WARD6_BENCH_BIN:?folder of bench_wire}"
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tests/netns/lib.sh"
rate=${1:-8000}
seconds=${2:-3}
wire=$WARD6_BENCH_BIN/bench_wire

wire_one_relay
peer=$(link_local client eth0)
cat >"$dir/relay.yaml" <<'YAML'
log: {transactions: false}
links:
  lower: {interface: lower, relay: {to: 2001:db8:a::1, client-rate: 0}}
YAML
payload=100
# The Relay-forward around it: header, Interface-Id "lower", option 79, Relay Message.
relayed=$((payload + 34 + 9 + 12 + 4))

# A Relay-reply around $payload bytes, as hexadecimal. Its Interface-Id is that of the relay.
relay_reply() { # relay_reply INTERFACE-ID-HEX
  /usr/bin/python3 - "$peer" "$1" "$payload" <<'PYTHON'
import ipaddress, struct, sys
option = lambda code, body: struct.pack("!HH", code, len(body)) + body
peer = ipaddress.ip_address(sys.argv[1]).packed
link = ipaddress.ip_address("2001:db8:b::1").packed
inner = b"\x07abc" + option(14, b"") + bytes(int(sys.argv[3]) - 8)
print((b"\x0d\0" + link + peer + option(18, bytes.fromhex(sys.argv[2])) + option(9, inner)).hex())
PYTHON
}
lower_index=$(ns relay cat /sys/class/net/lower/ifindex)
# dhcrelay writes the index of the interface in the byte order of the machine.
index_hex=$(/usr/bin/python3 -c "import struct; print(struct.pack('=I', $lower_index).hex())")

processor_ns() { awk '{sum += $1} END {printf "%d", sum}' "/proc/$1"/task/*/schedstat; }
start() { # start echo-up|echo-down|dhcrelay|ward6d
  case $1 in
    echo-up) ip netns exec "$lab-relay" "$wire" echo lower 2001:db8:a::1 "$relayed" & ;;
    echo-down) ip netns exec "$lab-relay" "$wire" echo lower "$peer%lower" "$payload" 546 & ;;
    dhcrelay)
      ip netns exec "$lab-relay" dhcrelay -6 -d -q --no-pid -I -l lower -u 2001:db8:a::1%upper \
        >"$dir/dhcrelay.log" 2>&1 &
      ;;
    ward6d)
      mkdir -p "$dir/run" "$dir/state"
      ip netns exec "$lab-relay" "$WARD6D" --config "$dir/relay.yaml" --state-dir "$dir/state" \
        --runtime-dir "$dir/run" --foreground --log-level error >"$dir/ward6d.log" 2>&1 &
      ;;
  esac
  relay_pid=$!
  sleep 1.5
}
# run NAME up|down RATE: one line with what a message cost
run() {
  local name=$1 way=$2 offered=$3 program=$1 before after got sent
  [[ $name == echo ]] && program=echo-$way
  start "$program"
  # Neighbours are known and everything has been touched once.
  drive "$name" "$way" 1000 1 >/dev/null
  before=$(processor_ns "$relay_pid")
  read -r sent got < <(drive "$name" "$way" "$offered" "$seconds")
  after=$(processor_ns "$relay_pid")
  kill -KILL "$relay_pid"
  wait "$relay_pid" 2>/dev/null || true
  cost=$(((after - before) / (got > 0 ? got : 1)))
  printf '%-9s %-5s %8d offered/s  %8d relayed/s  %6d ns a message\n' "$name" "$way" \
    $((sent / seconds)) $((got / seconds)) "$cost"
}
drive() { # drive NAME up|down RATE SECONDS: what was sent and what arrived
  local counter sent id=6c6f776572
  if [[ $2 == up ]]; then
    ns srv "$wire" count 547 $(($4 + 2)) >"$dir/count" &
    counter=$!
    sleep 0.5
    sent=$(ns client "$wire" send eth0 ff02::1:2 546 "$payload" "$3" "$4" 01616263)
  else
    [[ $1 == dhcrelay ]] && id=$index_hex
    ns client "$wire" count 546 $(($4 + 2)) >"$dir/count" &
    counter=$!
    sleep 0.5
    sent=$(ns srv "$wire" send lan 2001:db8:a::2 547 $((payload + 34 + 8 + ${#id} / 2)) "$3" "$4" \
      "$(relay_reply "$id")")
  fi
  wait "$counter"
  echo "$sent $(cat "$dir/count")"
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }

for way in up down; do
  run echo "$way" "$rate"
  limit=$cost
  run dhcrelay "$way" "$rate"
  other=$cost
  run ward6d "$way" "$rate"
  printf '  ward6d costs %s x the limit, dhcrelay %s x\n' "$(ratio "$cost" "$limit")" \
    "$(ratio "$other" "$limit")"
  run echo "$way" 0
  limit=$cost
  run ward6d "$way" 0
  printf '  flooded, ward6d costs %s x the limit\n' "$(ratio "$cost" "$limit")"
done
