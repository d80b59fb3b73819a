#!/bin/bash
# The helpers' own promises: a client cannot touch the host, and a bad capture is not called clean.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

say "a client that writes wherever it can"
make_ns c1
client_start c1 vandal
wait "${client_pids[c1]}" || true
mark=$(sed -n 's/^mark //p' "$dir/c1/output")
say "it wrote: $(sed -n 's/^wrote //p' "$dir/c1/output" | xargs -r -n 1 dirname | tr '\n' ' ')"
host_is_untouched() {
  [[ -n $mark ]] || return 1
  local folder
  for folder in / /etc /var/lib /var/log /var/cache /run /usr/lib /home /root /opt /srv; do
    [[ ! -e $folder/$mark ]] || { echo "the host has $folder/$mark"; return 1; }
  done
  ! grep -qF "$mark" /etc/resolv.conf
}
check "it did its work on a resolv.conf" grep -qF "$mark" "$dir/c1/etc/resolv.conf"
check "the host has nothing of it" host_is_untouched
check "the host keeps its name" test "$(cat /proc/sys/kernel/hostname)" != vandal.example.net

say "captures that are not clean"
make_captures() {
  /usr/bin/python3 - "$dir" <<'END'
import sys
from scapy.all import IPv6, UDP, Ether, Raw, wrpcap

def packet(payload, source=547, destination=546):
    return (Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") /
            IPv6(src="fe80::1", dst="fe80::2") /
            UDP(sport=source, dport=destination) / Raw(bytes.fromhex(payload)))

good = "07123456" "0003000c" "000000010000001000000020"
one_label_name = "07123456" "00270005" "06" "02766d00"
captures = {
    "good": [packet(good), packet(good)],
    "none": [],
    "short": [packet(good), packet("07123456" "000d0001" "00")],
    "servers": [packet(good), packet("07123456" "0017000f" + "00" * 15)],
    "warned": [packet(good), packet(one_label_name)],
    "asked": [packet(good), packet(one_label_name, 546, 547)],
}
for name, packets in captures.items():
    wrpcap(f"{sys.argv[1]}/{name}.pcap", packets)
END
}
make_captures 2>"$dir/scapy"
check "a good one is clean" capture_is_clean "$dir/good.pcap"
check "a warning about a client is none about us" capture_is_clean "$dir/asked.pcap"
refused() { ! capture_is_clean "$@" >/dev/null; }
check "an empty one is refused" refused "$dir/none.pcap"
check "a missing one is refused" refused "$dir/missing.pcap"
check "too few packets are refused" refused "$dir/good.pcap" 3
check "a cut Status Code is refused" refused "$dir/short.pcap"
check "half a DNS server is refused" refused "$dir/servers.pcap"
check "a warning about the server is refused" refused "$dir/warned.pcap"
summary
