"""Frames for guard_test.sh, as a rogue router or server on IF sends them.

guard_frames.py IF plain   one Router Advertisement
guard_frames.py IF all     every kind below, and the captures of tests/vectors/guard; prints
                           the names
guard_frames.py IF NAME... these
"""
import pathlib
import sys

from scapy.all import AH, ESP, Dot1AD, Dot1Q, Ether, IPv6, LLC, SNAP, UDP, Raw, conf, rdpcap
from scapy.layers.inet6 import (
    ICMPv6ND_NA, ICMPv6ND_RA, ICMPv6ND_Redirect, ICMPv6NDOptDstLLAddr, ICMPv6NDOptMTU,
    ICMPv6NDOptPrefixInfo, ICMPv6NDOptRDNSS, ICMPv6NDOptRouteInfo, ICMPv6NDOptSrcLLAddr,
    IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, PadN)

MAC, LLA = "02:00:00:00:00:66", "fe80::ff:fe00:66"
ROUTER_MAC, ROUTER = "02:00:00:00:00:01", "fe80::ff:fe00:1"
VICTIM_MAC, VICTIM = "02:00:00:00:00:aa", "fe80::ff:fe00:aa"
BAD = "2001:db8:bad::"


def ether(src=MAC, dst="33:33:00:00:00:01"):
    return Ether(src=src, dst=dst)


def ip(src=LLA, dst="ff02::1", hlim=255):
    return IPv6(src=src, dst=dst, hlim=hlim)


def advert(life=1800, options=None, prf=1, mac=MAC, **fields):
    if options is None:
        options = ICMPv6NDOptPrefixInfo(prefix=BAD, prefixlen=64)
    message = ICMPv6ND_RA(routerlifetime=life, prf=prf, **fields)
    return message / ICMPv6NDOptSrcLLAddr(lladdr=mac) / options


def prefix(text, preferred=14400, valid=86400):
    return ICMPv6NDOptPrefixInfo(prefix=text, prefixlen=64, preferredlifetime=preferred,
                                 validlifetime=valid)


def padded(header):
    return header(options=[PadN(optdata=b"\0" * 4)])


def dhcp_reply(sport, dport=546, kind=2):
    return UDP(sport=sport, dport=dport) / Raw(bytes([kind]) + b"abc" + bytes(8))


def fragments(packet, size):
    """An IPv6 packet in fragments of `size` octets; its extension headers go into them as well."""
    whole = bytes(packet)
    head, rest, first = whole[:40], whole[40:], whole[6]
    out = []
    for at in range(0, len(rest), size):
        part = rest[at:at + size]
        header = IPv6ExtHdrFragment(nh=first, offset=at // 8, m=at + size < len(rest), id=7)
        base = IPv6(head)
        base.remove_payload()
        base.nh, base.plen = 44, None
        out.append(ether() / base / header / Raw(part))
    return out


RA = ip() / advert()
KINDS = {
    "plain": [ether() / RA],
    "high": [ether() / ip() / advert(prf=1, life=65535)],
    "unicast": [ether(dst=VICTIM_MAC) / ip(dst=VICTIM) / advert()],
    "l2-unicast": [ether(dst=VICTIM_MAC) / RA],
    "spoofed-address": [ether() / ip(src=ROUTER) / advert()],
    "spoofed-all": [ether(src=ROUTER_MAC) / ip(src=ROUTER) / advert(mac=ROUTER_MAC)],
    "kill": [ether() / ip(src=ROUTER) / advert(life=0, options=prefix("2001:db8:1::", 0, 0))],
    "deprecate": [ether() / ip() / advert(life=0, options=prefix("2001:db8:1::", 0))],
    "mtu": [ether() / ip() / advert(life=0, options=ICMPv6NDOptMTU(mtu=1280))],
    "hop-limit": [ether() / ip() / advert(life=0, chlim=1)],
    "timers": [ether() / ip() / advert(life=0, reachabletime=7, retranstimer=7)],
    "route": [ether() / ip() / advert(life=0, options=ICMPv6NDOptRouteInfo(
        prefix="2001:4860::", plen=32, prf=1, rtlifetime=1800))],
    "dns": [ether() / ip() / advert(life=0, options=ICMPv6NDOptRDNSS(dns=["2001:db8:bad::53"]))],
    "6to4": [ether() / ip() / advert(options=prefix("2002:c000:204::"))],
    "hop-by-hop": [ether() / ip() / padded(IPv6ExtHdrHopByHop) / advert()],
    "destination": [ether() / ip() / padded(IPv6ExtHdrDestOpt) / advert()],
    "three-headers": [ether() / ip() / padded(IPv6ExtHdrHopByHop) / padded(IPv6ExtHdrDestOpt) /
                      padded(IPv6ExtHdrDestOpt) / advert()],
    "routing": [ether(dst=VICTIM_MAC) / ip(dst=VICTIM) / IPv6ExtHdrRouting(type=0, segleft=0) /
                advert()],
    "atomic": [ether() / ip() / IPv6ExtHdrFragment() / advert()],
    "authentication": [ether() / ip() / AH(nh=58, payloadlen=4, icv=b"\0" * 12) / Raw(
        bytes(RA)[40:])],
    "shim6": [ether() / IPv6(src=LLA, dst="ff02::1", hlim=255, nh=140) / Raw(
        b"\x3a\0" + bytes(6) + bytes(RA)[40:])],
    "fragments": fragments(RA, 16),
    "chain-split": fragments(ip() / padded(IPv6ExtHdrDestOpt) / advert(), 8),
    "overlap": fragments(RA, 24) + fragments(RA, 16)[1:],
    "priority-tag": [ether() / Dot1Q(vlan=0, prio=7) / RA],
    "two-tags": [ether() / Dot1Q(vlan=0) / Dot1Q(vlan=0) / RA],
    "provider-tag": [ether() / Dot1AD(vlan=0) / RA],
    "snap": [Ether(src=MAC, dst="33:33:00:00:00:01", type=len(RA) + 8) / LLC(
        dsap=0xaa, ssap=0xaa, ctrl=3) / SNAP(OUI=0, code=0x86dd) / RA],
    "na-no-router": [ether() / ip() / ICMPv6ND_NA(tgt=ROUTER, R=0, S=0, O=1) /
                     ICMPv6NDOptDstLLAddr(lladdr=ROUTER_MAC)],
    "na-other-mac": [ether() / ip() / ICMPv6ND_NA(tgt=ROUTER, R=1, S=0, O=1) /
                     ICMPv6NDOptDstLLAddr(lladdr=MAC)],
    "redirect": [ether(dst=VICTIM_MAC) / ip(src=ROUTER, dst=VICTIM) / ICMPv6ND_Redirect(
        tgt=LLA, dst="2001:4860::8888")],
    "dhcp": [ether() / ip(dst="ff02::1:2") / dhcp_reply(547)],
    "dhcp-port": [ether(dst=VICTIM_MAC) / ip(dst=VICTIM) / dhcp_reply(40000)],
    "dhcp-reply": [ether(dst=VICTIM_MAC) / ip(dst=VICTIM) / dhcp_reply(547, kind=7)],
    "dhcp-reconfigure": [ether(dst=VICTIM_MAC) / ip(dst=VICTIM) / dhcp_reply(547, kind=10)],
    "dhcp-header": [ether(dst=VICTIM_MAC) / ip(dst=VICTIM) / padded(IPv6ExtHdrDestOpt) /
                    dhcp_reply(547)],
    "dhcp-tag": [ether(dst=VICTIM_MAC) / Dot1Q(vlan=0) / ip(dst=VICTIM) / dhcp_reply(547)],
    "dhcp-to-relay": [ether() / ip(dst="ff02::1:2") / dhcp_reply(547, 547, 13)],
}


def captures():
    folder = pathlib.Path(__file__).parent.parent / "vectors" / "guard"
    rogue = {}
    for line in (folder / "manifest.tsv").read_text().splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and len(cells) > 6 and cells[5] in ("yes", "invalid"):
            rogue[cells[0]] = [bytes(frame) for frame in rdpcap(str(folder / cells[0]))]
    return rogue


wanted = sys.argv[2:]
kinds = dict(KINDS)
if wanted == ["all"]:
    kinds.update(captures())
    wanted = list(kinds)
socket = conf.L2socket(iface=sys.argv[1])
for name in wanted:
    for frame in kinds[name]:
        socket.send(frame if isinstance(frame, bytes) else bytes(frame))
    print(name, flush=True)
