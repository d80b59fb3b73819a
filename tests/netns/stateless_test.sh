#!/bin/bash
# Stateless service: an Information-request gets options and no lease, from five clients that we did
# not write, and without a Client Identifier.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"
# shellcheck source=tests/netns/wire.sh
source "$here/wire.sh"
kinds=(dhclient dhcpcd dibbler wide networkd)

make_server_ns
for kind in "${kinds[@]}" c1; do wire "$kind"; done
wire_watch srv lan
server_start "$here/configs/office.yaml"

# networkd asks when a router says that there is "other configuration": an RA with the O flag, once
# a second, to it alone.
cat >"$dir/router.py" <<'END'
import sys
from scapy.all import ICMPv6ND_RA, ICMPv6NDOptPrefixInfo, Ether, IPv6, get_if_hwaddr, sendp
source, mac, destination = sys.argv[1:]
sendp(Ether(src=get_if_hwaddr("lan"), dst=mac) / IPv6(src=source, dst=destination, hlim=255) /
      ICMPv6ND_RA(M=0, O=1, routerlifetime=1800) /
      ICMPv6NDOptPrefixInfo(prefix="2001:db8:1::", prefixlen=64, A=1, L=1),
      iface="lan", inter=1, count=60, verbose=False)
END
ns srv /usr/bin/python3 "$dir/router.py" "$(link_local srv lan)" \
  "$(ns networkd cat /sys/class/net/eth0/address)" "$(link_local networkd eth0)" \
  >"$dir/router" 2>&1 &
for kind in "${kinds[@]}"; do client_start "$kind" "$kind-stateless"; done
for kind in "${kinds[@]}"; do
  check "$kind: Information-request, Reply" wait_for 30 wire_exchange "$kind" Information-request
  check "$kind: the Reply holds the DNS server" \
    wire_has_dns "$kind" Information-request 2001:db8::53
  if [[ $kind == networkd ]]; then # systemd 252 takes such a Reply and keeps nothing of it
    check "networkd: takes the Reply" wait_for 15 \
      grep -qF "information-request -> stopped" "$dir/networkd/output"
    continue
  fi
  check "$kind: has the DNS server" \
    wait_for 15 client_has "$kind" "$kind-stateless" dns 2001:db8::53
  check "$kind: has the search list" \
    wait_for 15 client_has "$kind" "$kind-stateless" search example.net
done
no_leases() {
  local rows
  rows=$(leases_bound) && [[ -z $rows ]]
}
check "nobody got a lease" no_leases

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
check "tshark finds nothing malformed and no warning" capture_is_clean "$dir/wire.pcap" 12
summary
