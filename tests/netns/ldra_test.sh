#!/bin/bash
# ward6d as Lightweight DHCPv6 Relay Agent (RFC 6221) on the ports of a bridge: clients that we did
# not write get leases from servers and through relays that we did not write; servers are told the
# port; what clients send passes the bridge in no other way, and what servers send does not come
# from client ports.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

# c1 … c4 and evil eth0 -- (flat1 … flat5) sw: br0 (uplink) -- (eth0) router (wan) -- (lan) srv
# c5 eth0 -- (lan1) sw2: br0 (uplink) -- (cellar) sw: br0
for name in sw sw2 router srv c1 c2 c3 c4 c5 evil; do make_ns "$name"; done
for name in sw sw2; do
  ip -n "$lab-$name" link add br0 type bridge mcast_snooping 0
  ip -n "$lab-$name" link set br0 up
done
attach() { # attach SWITCH PORT
  ip -n "$lab-$1" link set "$2" master br0
}
link_pair sw uplink router eth0
link_pair router wan srv lan
link_pair sw2 uplink sw cellar
link_pair c5 eth0 sw2 lan1
attach sw uplink
attach sw cellar
attach sw2 uplink
attach sw2 lan1
port=1
for name in c1 c2 c3 c4 evil; do
  link_pair "$name" eth0 sw "flat$port"
  attach sw "flat$port"
  port=$((port + 1))
done
ns router sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n "$lab-router" addr add 2001:db8:1::1/64 dev eth0 nodad
ip -n "$lab-router" addr add 2001:db8:a::2/64 dev wan nodad
ip -n "$lab-srv" addr add 2001:db8:a::1/64 dev lan nodad
ip -n "$lab-srv" route add 2001:db8:1::/64 via 2001:db8:a::2
ip -n "$lab-c4" link add down0 type veth peer name down1 # where WIDE uses its prefix
ip -n "$lab-c4" link set down0 up
for name in c1 c2 c3 c4 c5 evil router; do wait_for 10 has_link_local "$name" eth0; done
wait_for 10 has_link_local srv lan

cat >"$dir/sw.yaml" <<'END'
links:
  access:
    interface: br0
    ldra:
      client-ports: [flat1, flat2, flat3, flat4, flat5]
      trusted-ports: cellar
      network-ports: uplink
      interface-id: "sw/{interface}"
      remote-id: {enterprise: 32473, id: "{client-mac}"}
      client-rate: 0
END
cat >"$dir/sw2.yaml" <<'END'
links:
  cellar: {interface: br0, ldra: {client-ports: lan1, network-ports: uplink,
    interface-id: "sw2/{interface}"}}
END
cat >"$dir/router.yaml" <<'END'
links:
  below: {interface: eth0, relay: {to: 2001:db8:a::1, trust-relays: true}}
END

declare -A pid_of
daemon_said() { grep -q "$2" "$dir/$1.log"; }
daemon_start() { # daemon_start NAME
  mkdir -p "$dir/$1.run" "$dir/$1.state"
  ip netns exec "$lab-$1" env "PATH=${daemon_path:-$PATH}" "$WARD6D" --config "$dir/$1.yaml" \
    --state-dir "$dir/$1.state" --runtime-dir "$dir/$1.run" \
    --foreground --log-level debug >"$dir/$1.log" 2>&1 &
  pid_of[$1]=$!
  server_log=$dir/$1.log
  wait_for 15 daemon_said "$1" ' ready: ' || { fail "ward6d starts in $1"; summary; exit 1; }
}
agent_end() { # agent_end NAME SIGNAL
  kill "-$2" "${pid_of[$1]}" 2>/dev/null || true
  wait "${pid_of[$1]}" 2>/dev/null || true
}
cares_for() { # cares_for SWITCH PORT...
  local port
  for port in "${@:2}"; do daemon_said "$1" "port $port of br0 is taken care of" || return 1; done
}
has_table() { ns "$1" nft list table bridge ward6_ldra; }

# Kea tells the client on flat2 from the others by the Interface-Id alone.
kea_start() { # kea_start NAMESPACE INTERFACE
  mkdir -p "$dir/kea"
  rm -f "$dir"/kea/*.pid
  cat >"$dir/kea.json" <<END
{"Dhcp6": {"interfaces-config": {"interfaces": ["$2"]},
  "lease-database": {"type": "memfile", "persist": false, "lfc-interval": 0},
  "renew-timer": 4, "rebind-timer": 40, "preferred-lifetime": 60, "valid-lifetime": 120,
  "client-classes": [{"name": "second", "test": "relay6[0].option[18].hex == 'sw/flat2'"},
    {"name": "rest", "test": "not member('second')"}],
  "subnet6": [{"subnet": "2001:db8:1::/64", "interface": "$3",
    "pools": [{"pool": "2001:db8:1::2:0/112", "client-class": "second"},
              {"pool": "2001:db8:1::1:0/112", "client-class": "rest"}],
    "pd-pools": [{"prefix": "2001:db8:1000::", "prefix-len": 40, "delegated-len": 56}]}]}}
END
  [[ -n $3 ]] || sed -i 's/"interface": "",//' "$dir/kea.json"
  KEA_PIDFILE_DIR="$dir/kea" KEA_LOCKFILE_DIR="$dir/kea" KEA_DHCP_DATA_DIR="$dir/kea" \
    ip netns exec "$lab-$1" kea-dhcp6 -c "$dir/kea.json" >"$dir/kea.log" 2>&1 &
  pid_of[server]=$!
  wait_for 15 grep -q DHCP6_STARTED "$dir/kea.log" || { cat "$dir/kea.log"; exit 1; }
}
isc_start() {
  cat >"$dir/dhcpd.conf" <<'END'
default-lease-time 120; preferred-lifetime 60; option dhcp-renewal-time 4;
subnet6 2001:db8:1::/64 {
  range6 2001:db8:1::1:0/112; prefix6 2001:db8:1000:: 2001:db8:1000:ff00:: /56;
}
END
  : >"$dir/dhcpd.leases"
  ip netns exec "$lab-router" dhcpd -6 -f -q -cf "$dir/dhcpd.conf" -lf "$dir/dhcpd.leases" \
    -pf "$dir/dhcpd.pid" eth0 >"$dir/dhcpd.log" 2>&1 &
  pid_of[server]=$!
  sleep 1.5
}

# Packets of a capture that match.
seen() { [[ -n $(tshark -r "$1" -Y "$2" 2>/dev/null) ]]; }
unseen() { ! seen "$@"; }
# What a client's wire shows it to have got by Reply: an address of this part of the prefix.
got() { # got NAME PART
  tshark -r "$dir/$1.pcap" -Y 'dhcpv6.msgtype == 7' -T fields -e dhcpv6.iaaddr.ip 2>/dev/null |
    grep -q "2001:db8:1::$2:"
}
answered() { # answered NAME TYPE
  [[ -n $(tshark -r "$dir/$1.pcap" -T fields -e dhcpv6.msgtype -e dhcpv6.xid 2>/dev/null |
    awk -v type="$2" '$1 == type { asked[$2] = 1 } $1 == 7 && asked[$2] { print; exit }') ]]
}
declare -A captures
watch() { # watch NAME INTERFACE FILE
  capture "$1" "$2" "$dir/$3.pcap"
  captures[$3]=$capture_pid
}
unwatch() { # unwatch FILE...
  local file
  sleep 0.5
  for file in "$@"; do
    kill -TERM "${captures[$file]}"
    wait "${captures[$file]}" 2>/dev/null || true
  done
}
client_end() {
  kill -9 "${client_pids[$1]}" 2>/dev/null || true
  client_lost "$1"
}

say "clients of four makes, and one behind a second LDRA, with Kea on the network port"
daemon_start sw2
daemon_start sw
check "all ports are taken care of" wait_for 10 cares_for sw flat1 flat2 flat3 flat4 flat5 cellar \
  uplink
check "and those of the second bridge" wait_for 10 cares_for sw2 lan1 uplink
kea_start router eth0 eth0
watch router eth0 net
for name in c1 c2 c3 c4 c5; do watch "$name" eth0 "$name"; done
client_start c1 dhclient
client_start c2 dhcpcd
client_start c3 dibbler
client_start c4 wide
client_start c5 dhclient
for name in c1 c3 c4 c5; do check "$name gets an address" wait_for 40 got "$name" 1; done
check "c2 gets an address of the pool for its port" wait_for 40 got c2 2
check "c1 renews" wait_for 20 answered c1 5
check "c5, behind two of them, renews" wait_for 20 answered c5 5
client_release c1 dhclient
check "c1 releases" wait_for 10 answered c1 8
unwatch net c1 c2 c3 c4 c5
net=$dir/net.pcap
mac_of() { ip netns exec "$lab-$1" cat /sys/class/net/eth0/address; }
forwarded="dhcpv6.msgtype == 12 && eth.src == $(mac_of c1)"
check "L2: Interface-Id, link-address ::, peer-address and both addresses of the client's frame" \
  seen "$net" "$forwarded && dhcpv6.linkaddr == :: && dhcpv6.interface_id == \"sw/flat1\" &&
    dhcpv6.peeraddr == $(link_local c1 eth0) && ipv6.src == $(link_local c1 eth0) &&
    ipv6.dst == ff02::1:2 && eth.dst == 33:33:00:01:00:02 && udp.srcport == 547"
check "Remote-Id and client link-layer address" \
  seen "$net" "$forwarded && dhcpv6.remoteid.enterprise == 32473 && dhcpv6.option.type == 79"
check "two layers with both Interface-Ids" seen "$net" \
  "dhcpv6.interface_id == \"sw/cellar\" && dhcpv6.interface_id == \"sw2/lan1\""
check "R4: the inner Relay-reply went to port 547, the Reply to 546" seen "$dir/c5.pcap" \
  "udp.dstport == 546 && dhcpv6.msgtype == 7 && ipv6.src == $(link_local router eth0)"
# Of a Relay-forward tshark lists the outermost type first.
bare_up() { tshark -r "$net" -T fields -e udp.dstport -e dhcpv6.msgtype 2>/dev/null |
  awk '$1 == 547 && $2 !~ /^1[23]/ { bad = 1 } END { exit bad }'; }
check "L1: no client's message came to the network port as it was" bare_up
others() { # frames of DHCPv6 in a capture that are neither from NAME nor for it
  tshark -r "$dir/$1.pcap" -Y "!(eth.addr == $(mac_of "$1"))" 2>/dev/null | grep -c .
}
for name in c1 c2 c3 c4 c5; do
  check "L1: $name hears nothing of the others" test "$(others "$name")" == 0
done
# Relayed, a message has no fewer faults than before: the warnings are about the clients'.
malformed() { tshark -r "$net" -Y '_ws.malformed' 2>/dev/null | grep -c .; }
check "tshark finds nothing malformed" test "$(malformed)" == 0
checksums() { tshark -o udp.check_checksum:TRUE -r "$net" \
  -Y 'dhcpv6.msgtype == 12 && udp.checksum.status != "Good"' 2>/dev/null | grep -c .; }
check "the UDP checksums of Relay-forwards hold" test "$(checksums)" == 0

say "attacks from a client port"
for name in c2 c3 c4 c5; do client_end "$name"; done
watch router eth0 attack
watch c2 eth0 victim
cat >"$dir/attack.py" <<'END'
import sys
from scapy.all import (DHCP6OptClientId, Ether, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment,
                       Raw, UDP, fragment6, get_if_hwaddr, raw, sendp)
victim, victim_mac, router, router_mac, own = sys.argv[1:]
mac = get_if_hwaddr("eth0")
group = ("ff02::1:2", "33:33:00:01:00:02")
solicit = b"\x01abc" + b"\0\1\0\x0a\0\3\0\1\2\0\0\0\0\x66" + b"\0\3\0\x0c\0\0\0\1" + bytes(8)
relay = lambda kind, hops, inner: (bytes([kind, hops]) + bytes(16) + bytes.fromhex("fe80") +
    bytes(14) + b"\0\x09" + len(inner).to_bytes(2, "big") + inner)
def frame(to, port, payload, source=own, between=None):
    ip = IPv6(src=source, dst=to[0])
    if between is not None:
        ip = ip / between
    return Ether(src=mac, dst=to[1]) / ip / UDP(sport=546, dport=port) / Raw(payload)
everyone = [group, (victim, victim_mac), (router, router_mac)]
for to in everyone:
    for port in (546, 547):
        for payload in (b"\x02abc", b"\x07abc", b"\x0aabc", relay(13, 0, b"\x07abc")):
            sendp(frame(to, port, payload), iface="eth0", verbose=0)
for to in everyone:
    sendp(frame(to, 547, relay(12, 0, solicit)), iface="eth0", verbose=0)
for payload in (b"", b"\x01", b"\x01ab"):
    sendp(frame(group, 547, payload), iface="eth0", verbose=0)
sendp(frame(group, 547, solicit, source="2001:db8:1::66"), iface="eth0", verbose=0)
broken = frame(group, 547, solicit)
broken[UDP].chksum = 0x1234
sendp(broken, iface="eth0", verbose=0)
large = frame(group, 547, solicit + b"\0\x0f\x08\0" + bytes(2048), between=IPv6ExtHdrFragment(id=7))
for part in fragment6(large, 1280):
    sendp(part, iface="eth0", verbose=0)
full = frame(group, 547, solicit + b"\0\x0f\x05\x50" + bytes(1360))
sendp(full, iface="eth0", verbose=0)
# Not an attack: it is relayed.
good = b"\x01xyz" + solicit[4:]
sendp(frame(group, 547, good, between=IPv6ExtHdrDestOpt()), iface="eth0", verbose=0)
sendp(frame((router, router_mac), 547, b"\x01uni"), iface="eth0", verbose=0)
END
ns evil /usr/bin/python3 "$dir/attack.py" "$(link_local c2 eth0)" "$(mac_of c2)" \
  "$(link_local router eth0)" "$(mac_of router)" "$(link_local evil eth0)" \
  >"$dir/attack.log" 2>&1 || { cat "$dir/attack.log"; fail "the attack runs"; }
for reason in server-message relay-not-trusted too-short bad-source bad-checksum fragment \
  too-big; do
  check "it says $reason" wait_for 5 daemon_said sw "$reason"
done
unwatch attack victim
from_evil="eth.src == $(mac_of evil)"
check "L3: nothing of it reached another client port" unseen "$dir/victim.pcap" "$from_evil"
relayed_only() { tshark -r "$dir/attack.pcap" -Y "$from_evil" -T fields -e dhcpv6.msgtype \
  -e dhcpv6.xid -e ipv6.dst 2>/dev/null | awk '
    $1 == "12,1" && $2 ~ /78797a/ { relayed++; next }
    $1 == 1 && $3 !~ /^ff02/ { unicast++; next }
    { bad++ }
    END { exit bad > 0 || relayed != 1 || unicast != 1 }'; }
check "L3: of all of it one Solicit with an extension header was relayed, and one unicast passed" \
  relayed_only

say "attacks from the network port: Relay-replies that are not for a client of ours"
watch c2 eth0 spoofed
cat >"$dir/spoof.py" <<'END'
import sys
from ipaddress import ip_address
from scapy.all import Ether, IPv6, Raw, UDP, get_if_hwaddr, sendp
client, client_mac, own = sys.argv[1:]
mac = get_if_hwaddr("eth0")
option = lambda code, body: code.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body
def reply(port, peer, link="::", inner=b"\x07abc", to=client, source=own):
    body = (b"\x0d\0" + ip_address(link).packed + ip_address(peer).packed +
        (option(18, port) if port else b"") + option(9, inner))
    sendp(Ether(src=mac, dst=client_mac) / IPv6(src=source, dst=to) / UDP(sport=547, dport=547) /
        Raw(body), iface="eth0", verbose=0)
reply(None, client)
reply(b"sw/none", client)
reply(b"sw/uplink", client)
reply(b"sw/flat2", "fe80::1234")
reply(b"sw/flat2", client, link="2001:db8::1")
reply(b"sw/flat2", client, inner=b"\x07a")
sendp(Ether(src=mac, dst=client_mac) / IPv6(src=own, dst=client) / UDP(sport=547, dport=547) /
    Raw(b"\x01abc"), iface="eth0", verbose=0)
reply(b"sw/flat2", client, inner=b"\xc8xyz")
END
ns router /usr/bin/python3 "$dir/spoof.py" "$(link_local c2 eth0)" "$(mac_of c2)" \
  "$(link_local router eth0)" >"$dir/spoof.log" 2>&1 || { cat "$dir/spoof.log"; fail "it runs"; }
for reason in reply-no-port reply-bad-peer reply-link-address reply-malformed not-a-reply; do
  check "it says $reason" wait_for 5 daemon_said sw "$reason"
done
unwatch spoofed
only_unknown_type() { [[ $(tshark -r "$dir/spoofed.pcap" -T fields -e udp.dstport \
  -e dhcpv6.msgtype -e eth.src 2>/dev/null) == "546"$'\t'"200"$'\t'"$(mac_of router)" ]]; }
check "L4: of all of it the one message of an unknown type for c2 came through" only_unknown_type

"$WARD6CTL" --socket "$dir/sw.run/control.sock" relay --json >"$dir/relay.json"
check "ward6ctl relay shows each port, with the counters of RFC 9243" jq -e \
  'any(.ports[]; .name == "flat1" and .role == "client" and .interface_id == "sw/flat1" and
    .counters["solicit-received-count"] > 0 and .counters["reply-sent-count"] > 0)' \
  "$dir/relay.json"
check "and what was dropped, with what to do" jq -e \
  'any(.drops[]; .id == "reply-bad-peer" and .bridge == "br0" and .remedy != "")' "$dir/relay.json"

say "a VLAN tag stays"
capture_vlan() {
  ip netns exec "$lab-router" dumpcap -q -P -i eth0 -f 'vlan 7' -w - >"$dir/vlan.pcap" 2>/dev/null &
  captures[vlan]=$!
  wait_for 20 test -s "$dir/vlan.pcap"
}
capture_vlan
ns c1 /usr/bin/python3 - "$(link_local c1 eth0)" >"$dir/vlan.log" 2>&1 <<'END' || fail "vlan"
import sys
from scapy.all import Dot1Q, Ether, IPv6, Raw, UDP, get_if_hwaddr, sendp
sendp(Ether(src=get_if_hwaddr("eth0"), dst="33:33:00:01:00:02") / Dot1Q(vlan=7, prio=3) /
    IPv6(src=sys.argv[1], dst="ff02::1:2") / UDP(sport=546, dport=547) / Raw(b"\x01abc"),
    iface="eth0", verbose=0)
END
unwatch vlan
check "L2: one frame with the tag, a Relay-forward" test "$(tshark -r "$dir/vlan.pcap" \
  -T fields -e vlan.id -e vlan.priority -e dhcpv6.msgtype 2>/dev/null)" == 7$'\t'3$'\t'12,1

say "other servers, and relays in front of them"
agent_end server TERM
lease_by() { # lease_by TEXT
  rm -rf "$dir/c1.pcap"
  watch c1 eth0 c1
  client_start c1 dhclient
  check "$1: c1 gets an address" wait_for 40 got c1 1
  unwatch c1
  client_end c1
}
isc_start
lease_by "ISC dhcpd on the network port"
agent_end server TERM
kea_start srv lan/2001:db8:a::1 ""
daemon_start router
# shellcheck disable=SC2034 # summary shows it
server_log=$dir/sw.log
watch srv lan above
lease_by "ward6 as relay, then Kea"
agent_end router TERM
ip netns exec "$lab-router" dhcrelay -6 -d -q --no-pid -I -l eth0 -u 2001:db8:a::1%wan \
  >"$dir/dhcrelay.log" 2>&1 &
pid_of[router]=$!
sleep 1
lease_by "ISC dhcrelay, then Kea"
agent_end router TERM
unwatch above
check "the server is told the port, behind relays too" seen "$dir/above.pcap" \
  'dhcpv6.msgtype == 12 && dhcpv6.interface_id == "sw/flat1"'

say "what ward6ctl shows"
ask() { "$WARD6CTL" --socket "$dir/sw.run/control.sock" "$@"; }
port_is() { # port_is PORT STATE, among the links
  [[ $(ask links --json | jq -r --arg port "$1" \
    '.[] | select(.interface == $port) | .state') == "$2" ]]
}
check "links: each port with its state" port_is flat1 ready
in_text() { ask links | grep -E '^ *[^ ]+ +flat1 +ready' | shows 'port of br0'; }
check "and with its bridge" in_text
counted() { # by flat1: what the client asked
  ask stats --json | jq -e '[.ldra[].flat1.counters["solicit-received-count"]] | add > 0' >/dev/null
}
check "stats: what passed each port" counted
stats_text() { ask stats | shows ', port flat1'; }
check "stats: in text too" stats_text
all_ports_work() {
  ask status --json | jq -e '.bridge_ports > 2 and .bridge_ports_waiting == 0' >/dev/null
}
check "status: how many ports, and that none waits" all_ports_work

say "ports come and go"
ip -n "$lab-sw" link set flat1 nomaster
check "a port that left the bridge is said" wait_for 5 daemon_said sw \
  'port flat1 of br0 is no port of the bridge'
check "and shown" port_is flat1 no-port
one_waits() { ask status | grep -E '^ports' | shows '1 waiting'; }
check "status counts it as waiting" one_waits
attach sw flat1
again() { [[ $(grep -c 'port flat1 of br0 is taken care of' "$dir/sw.log") -ge $1 ]]; }
check "and taken care of when it is back" wait_for 5 again 2
ip -n "$lab-c1" link set eth0 down
check "a port without a carrier is said" wait_for 5 daemon_said sw \
  'port flat1 of br0 does not forward now'
ip -n "$lab-c1" link set eth0 up
check "until it has one" wait_for 5 again 3
ip -n "$lab-c1" link del eth0
check "a port that is gone is said" wait_for 5 daemon_said sw 'port flat1 of br0 does not exist'
link_pair c1 eth0 sw flat1
attach sw flat1
check "and one of its name is taken care of" wait_for 10 again 4
wait_for 10 has_link_local c1 eth0
if ip -n "$lab-sw" link set br0 type bridge vlan_filtering 1 2>/dev/null; then
  check "a bridge that filters VLANs is left alone" wait_for 5 daemon_said sw 'filters VLANs'
  check "and its packet filter is gone" wait_for 5 eval '! has_table sw'
  ip -n "$lab-sw" link set br0 type bridge vlan_filtering 0
  check "until it filters no more" wait_for 10 again 5
else
  say "this kernel's bridges cannot filter VLANs: not tried"
fi
sed -i 's:"sw/{interface}":"new/{interface}":' "$dir/sw.yaml"
kill -HUP "${pid_of[sw]}"
check "it reloads" wait_for 5 daemon_said sw 'is in force'

solicit() {
  ns c1 /usr/bin/python3 - "$(link_local c1 eth0)" >"$dir/solicit.log" 2>&1 <<'END'
import sys
from scapy.all import Ether, IPv6, Raw, UDP, get_if_hwaddr, sendp
sendp(Ether(src=get_if_hwaddr("eth0"), dst="33:33:00:01:00:02") /
    IPv6(src=sys.argv[1], dst="ff02::1:2") / UDP(sport=546, dport=547) / Raw(b"\x01abc"),
    iface="eth0", verbose=0)
END
}
types_after() { # types_after FILE: of what came to the router after one Solicit of c1
  watch router eth0 "$1"
  solicit
  unwatch "$1"
  tshark -r "$dir/$1.pcap" -T fields -e dhcpv6.msgtype -e dhcpv6.interface_id 2>/dev/null |
    tr '\t' ' '
}
relayed_anew="12,1 $(printf new/flat1 | od -A n -t x1 | tr -d ' ')"
check "with the new Interface-Id" test "$(types_after reloaded)" == "$relayed_anew"
ns sw nft flush ruleset
check "a table that somebody flushed is put back" wait_for 20 has_table sw
agent_end sw KILL
check "after a crash nothing passes that was not relayed" test -z "$(types_after crashed)"
daemon_start sw
check "a new run takes over" wait_for 10 cares_for sw flat1 uplink
check "and relays" test "$(types_after restarted)" == "$relayed_anew"
agent_end sw TERM
check "a clean end removes the packet filter" eval '! has_table sw 2>/dev/null'
check "and the bridge forwards by itself" test "$(types_after ended | xargs)" == 1
daemon_path=$dir daemon_start sw
check "without nft it says so" wait_for 5 daemon_said sw 'ldra-trouble: nft: there is no program'
check "and leaves the ports alone" eval '! cares_for sw flat1'
summary
