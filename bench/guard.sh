#!/bin/bash
# What RA Guard costs: to look at a frame that may be judged, beside a bare libpcap loop on the same
# wire in the same run; and what is left of a core for the daemon while ordinary traffic passes a
# guarded port, or a flood of Router Advertisements comes in. Needs root. WARD6_BENCH_BIN: the
# folder of bench_frames.
#   bench/guard.sh [SECONDS]
set -euo pipefail
: "${WARD6_BENCH_BIN:?folder of bench_frames}"
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tests/netns/lib.sh"
seconds=${1:-3}
frames=$WARD6_BENCH_BIN/bench_frames

for name in sw att; do make_ns "$name"; done
ip -n "$lab-sw" link add br0 type bridge
ip -n "$lab-sw" link set br0 up
link_pair att eth0 sw p-att
ip -n "$lab-sw" link set p-att master br0
wait_for 10 has_link_local att eth0

# A frame as scapy writes it, in hexadecimal.
frame() {
  /usr/bin/python3 -c "
from scapy.all import *
from scapy.layers.inet6 import *
base = Ether(src='02:00:00:00:00:66', dst='33:33:00:00:00:01')
print(bytes((
$1)).hex())"
}
advert=$(frame "base/IPv6(src='fe80::66', dst='ff02::1', hlim=255)/ICMPv6ND_RA()/
  ICMPv6NDOptSrcLLAddr(lladdr='02:00:00:00:00:66')/
  ICMPv6NDOptPrefixInfo(prefix='2001:db8:bad::', prefixlen=64)")
tcp=$(frame "base/IPv6(src='2001:db8::66', dst='2001:db8::1')/TCP(dport=443)")
udp=$(frame "base/IPv6(src='2001:db8::66', dst='2001:db8::1')/UDP(sport=4000, dport=4000)/(b'x'*8)")

look() { # look MODE: nanoseconds a frame, of a flood
  local pid got cost
  ip netns exec "$lab-sw" "$frames" look p-att "$1" icmp6 >"$dir/look" &
  pid=$!
  sleep 0.5
  ns att "$frames" send eth0 "$advert" 0 "$seconds" >/dev/null
  sleep 0.2
  kill -TERM "$pid"
  wait "$pid"
  read -r got cost _ <"$dir/look"
  echo $((cost / (got > 0 ? got : 1)))
}
processor_ns() { awk '{sum += $1} END {printf "%d", sum}' "/proc/$1"/task/*/schedstat; }
share() { # share TEXT HEX RATE
  local before after sent
  before=$(processor_ns "$guard_pid")
  sent=$(ns att "$frames" send eth0 "$2" "$3" "$seconds")
  after=$(processor_ns "$guard_pid")
  awk -v ns=$((after - before)) -v s="$seconds" -v n="$sent" -v text="$1" 'BEGIN {
    printf "%-34s %8d frames/s  the daemon takes %.2f %% of a core\n", text, n / s, ns / s / 1e7}'
}

bare=$(look pass)
judged=$(look judge)
printf 'a flood of advertisements: bare libpcap loop %d ns a frame, with the judge %d ns (%s x)\n' \
  "$bare" "$judged" "$(awk -v a="$judged" -v b="$bare" 'BEGIN {printf "%.2f", a / b}')"

printf 'links: {lan: {interface: br0, guard: {}}}\n' >"$dir/guard.yaml"
mkdir -p "$dir/run" "$dir/state"
ip netns exec "$lab-sw" "$WARD6D" --config "$dir/guard.yaml" --state-dir "$dir/state" \
  --runtime-dir "$dir/run" --foreground --log-level info >"$dir/guard.log" 2>&1 &
guard_pid=$!
watched() { grep -q 'guard-ready: ' "$dir/guard.log"; }
wait_for 10 watched
sleep 1
share "TCP, 100,000 a second" "$tcp" 100000
share "UDP, 100,000 a second" "$udp" 100000
share "advertisements, as many as go" "$advert" 0
kill -TERM "$guard_pid"
wait "$guard_pid" || true
