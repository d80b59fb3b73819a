#!/bin/bash
# Stateless service: an Information-request gets options and no lease.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

make_server_ns
wire c1
capture srv lan "$dir/wire.pcap"
server_start "$here/configs/office.yaml"
client_start c1 dhclient-stateless
check "dhclient -S gets a Reply" wait_for 15 exchange_with c1 "Information-request -> Reply"
check "dhclient -S knows the DNS server" wait_for 10 client_knows c1 2001:db8::53
check "dhclient -S knows the search list" wait_for 10 client_knows c1 example.net

# Without a Client Identifier (RFC 9915 §18.3.6), by scapy.
ns c1 /usr/bin/python3 - eth0 "$(link_local c1 eth0)" >"$dir/scapy" 2>&1 <<'END' || true
import sys
from scapy.all import (AsyncSniffer, DHCP6_InfoRequest, DHCP6OptElapsedTime, DHCP6OptOptReq, Ether,
                       IPv6, UDP, get_if_hwaddr, sendp)
iface, source = sys.argv[1:]
packet = (Ether(src=get_if_hwaddr(iface), dst="33:33:00:01:00:02") /
          IPv6(src=source, dst="ff02::1:2") / UDP(sport=546, dport=547) /
          DHCP6_InfoRequest(trid=0x123456) / DHCP6OptElapsedTime() /
          DHCP6OptOptReq(reqopts=[23, 24, 32]))
sniffer = AsyncSniffer(iface=iface, filter="udp and dst port 546", count=1, timeout=5,
                       started_callback=lambda: sendp(packet, iface=iface, verbose=False))
sniffer.start()
sniffer.join()
sniffer.results[0].show()
END
check "an Information-request without Client ID is answered" grep -q 2001:db8::53 "$dir/scapy"
check "the Reply to it has no Client ID" bash -c "! grep -q 'Client Identifier' '$dir/scapy'"
check "it has the Information Refresh Time" grep -qE 'reftime *= *3600|= 3600' "$dir/scapy"
capture_stop
check "tshark finds nothing malformed and no warning" capture_is_clean "$dir/wire.pcap"
summary
