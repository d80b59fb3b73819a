#!/bin/bash
# ward6d as relay agent, alone and in chains with relays and servers that we did not write: real
# clients behind them get leases, renew and release; what an attacker sends from a client link does
# not pass; interfaces and addresses may come and go.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"
# shellcheck source=tests/netns/relays.sh
source "$here/relays.sh"

# local eth0 -- (office) relay1, which serves that link itself
make_ns local
link_pair local eth0 relay1 office
ip -n "$lab-relay1" addr add 2001:db8:c::1/64 dev office nodad
wait_for 10 has_link_local local eth0
wait_for 10 has_link_local relay1 office

cat >"$dir/relay1.yaml" <<'END'
links:
  floor:
    interface: lower
    relay:
      to: 2001:db8:ab::2
      interface-id: "{hostname}:{interface}"
      remote-id: {enterprise: 32473, id: "{client-mac}"}
  office:
    interface: office
    serve:
      prefixes: [{prefix: 2001:db8:c::/64}]
END
cat >"$dir/relay2.yaml" <<'END'
links:
  below: {interface: lower, relay: {to: 2001:db8:a::1, trust-relays: true}}
END

chain ward6 dhcrelay kea
chain_stop
chain dhcrelay ward6 isc
chain_stop
chain ward6 ward6 ward6
wire=$dir/ward6-ward6-ward6.pcap
mac=$(ip netns exec "$lab-client" cat /sys/class/net/eth0/address)
check "link-address of the client's link, :: above a relay with a global address" on_wire "$wire" \
  'dhcpv6.msgtype == 12 && dhcpv6.linkaddr == :: && dhcpv6.linkaddr == 2001:db8:b::1'
check "an Interface-Id that survives" on_wire "$wire" \
  "dhcpv6.interface_id contains \"$(hostname):lower\""
check "the Remote-Id of the client's frame" on_wire "$wire" \
  "dhcpv6.remoteid.enterprise == 32473 && frame contains \"$mac\""
check "the client's link-layer address (RFC 6939)" on_wire "$wire" 'dhcpv6.option.type == 79'

say "attacks from the client link"
cat >"$dir/attack.py" <<'END'
import ipaddress, socket, struct, sys
link = socket.if_nametoindex("eth0")
udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, link)
address = lambda text: ipaddress.ip_address(text).packed
option = lambda code, body: struct.pack("!HH", code, len(body)) + body
solicit = b"\x01abc" + option(1, b"\0\1\0\1evil")
relay = lambda kind, hops, peer, inner: (bytes([kind, hops]) + address("2001:db8:c::1") +
    address(peer) + option(9, inner))
datagrams = [relay(13, 0, "ff02::1", b"\x07xyz"), relay(13, 0, sys.argv[1], b"\x07xyz"),
    relay(12, 0, "fe80::9", solicit), relay(12, 255, "fe80::9", solicit), b"\x02abc", b"\x07abc",
    b"", b"\x01", relay(12, 0, "fe80::9", b"")[:20], b"\x01" + bytes(1400), b"\x0d" + bytes(33),
    relay(13, 0, "fe80::9", b"")]
nested = solicit
for _ in range(40):
    nested = relay(12, 0, "fe80::9", nested)
datagrams.append(nested[:1400])
for each in datagrams:
    udp.sendto(each, ("ff02::1:2", 547, 0, link))
    udp.sendto(each, ("2001:db8:b::1", 547))
END
ip -n "$lab-client" addr add 2001:db8:b::66/64 dev eth0 nodad
office=$(link_local local eth0)
capture local eth0 "$dir/office.pcap" 2>/dev/null || true
ns client /usr/bin/python3 "$dir/attack.py" "$office"
said() { grep -q "$1" "$dir/relay1.log"; }
for reason in reply-on-client-link relay-not-trusted server-message too-short; do
  check "it says $reason" wait_for 5 said "$reason"
done
check "the log names the attacker's frame" said "$mac"
capture_stop
check "nothing of it reached the office" \
  test -z "$(tshark -r "$dir/office.pcap" -Y 'dhcpv6.msgtype == 7' 2>/dev/null)"
check "the relay is alive" kill -0 "${pid_of[relay1]}"
ask() { "$WARD6CTL" --socket "$dir/relay1.run/control.sock" relay "$@"; }
ask --json >"$dir/relay.json"
asked() { jq -e "$1" "$dir/relay.json"; }
check "ward6ctl relay: the link, by the names that servers see" asked \
  ".links[0] | .link_address == \"2001:db8:b::1\" and .interface_id == \"$(hostname):lower\""
check "its counters have the names of RFC 9243" asked \
  '.links[0].counters | .["solicit-received-count"] > 0 and .["reply-sent-count"] > 0'
check "the server answers" asked '.servers == [.servers[] | select(.state == "answers")]'
check "each reason has its last datagrams, with the frame's sender" asked \
  ".drops[] | select(.id == \"relay-not-trusted\") | .count > 4 and (.samples | length) == 4 and
    any(.samples[]; .mac == \"$mac\") and
    all(.samples[]; .link == \"floor\" and (.hex | startswith(\"0c\")))"
check "and says what to do" grep -q 'To do: set relay.trust-relays' <(ask)

say "the other link of the same process is served"
client_start local dhclient
check "a client of the office is served by the relay box itself" \
  wait_for 30 said 'Request -> Reply from .* on office'

say "interfaces come and go"
ip -n "$lab-relay1" link del lower
check "the relay says that it waits" wait_for 5 said 'interface lower does not exist'
link_pair client eth0 relay1 lower
ip -n "$lab-relay1" addr add 2001:db8:bb::1/64 dev lower nodad # renumbered, too
wait_for 10 has_link_local client eth0
wait_for 10 has_link_local relay1 lower
cat >"$dir/relay1.yaml.new" <<'END'
links:
  floor: {interface: lower, relay: {to: 2001:db8:ab::2, link-address: 2001:db8:b::1}}
END
check "a relay can be asked to reload" cp "$dir/relay1.yaml.new" "$dir/relay1.yaml"
kill -HUP "${pid_of[relay1]}"
check "it reloads" wait_for 5 said 'is in force'
client_start client dhclient
check "a client on the new interface is served through the relays" \
  wait_for 40 exchange_with client "Request -> Reply"
check "relay1 stops cleanly" agent_stop relay1
summary
