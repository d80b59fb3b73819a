#!/bin/bash
# ward6d as relay agent, alone and in chains with relays and servers that we did not write: real
# clients behind them get leases, renew and release; what an attacker sends from a client link does
# not pass; interfaces and addresses may come and go.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

# client eth0 -- (lower) relay1 (upper) -- (lower) relay2 (upper) -- lan srv
# local eth0 -- (office) relay1, which serves that link itself
for name in srv relay2 relay1 client local; do make_ns "$name"; done
link_pair client eth0 relay1 lower
link_pair local eth0 relay1 office
link_pair relay1 upper relay2 lower
link_pair relay2 upper srv lan
for name in relay1 relay2; do ns "$name" sysctl -qw net.ipv6.conf.all.forwarding=1; done
ip -n "$lab-relay1" addr add 2001:db8:b::1/64 dev lower nodad
ip -n "$lab-relay1" addr add 2001:db8:c::1/64 dev office nodad
ip -n "$lab-relay1" addr add 2001:db8:ab::1/64 dev upper nodad
ip -n "$lab-relay2" addr add 2001:db8:ab::2/64 dev lower nodad
ip -n "$lab-relay2" addr add 2001:db8:a::2/64 dev upper nodad
ip -n "$lab-srv" addr add 2001:db8:a::1/64 dev lan nodad
for port in "client eth0" "local eth0" "relay1 lower" "relay1 office" "relay1 upper" \
  "relay2 lower" "relay2 upper" "srv lan"; do
  # shellcheck disable=SC2086
  wait_for 10 has_link_local $port
done

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

declare -A pid_of
agent_ready() { grep -q ' ready: ' "$dir/$1.log"; }
agent_start() { # agent_start NAME ward6|dhcrelay NEXT-HOP
  if [[ $2 == ward6 ]]; then
    mkdir -p "$dir/$1.run" "$dir/$1.state"
    ip netns exec "$lab-$1" "$WARD6D" --config "$dir/$1.yaml" --state-dir "$dir/$1.state" \
      --runtime-dir "$dir/$1.run" --foreground --log-level debug >"$dir/$1.log" 2>&1 &
    pid_of[$1]=$!
    wait_for 15 agent_ready "$1" || { fail "ward6d starts as $1"; tail "$dir/$1.log"; exit 1; }
  else
    ip netns exec "$lab-$1" dhcrelay -6 -d -q --no-pid -I -l lower -u "$3%upper" \
      >"$dir/$1.log" 2>&1 &
    pid_of[$1]=$!
    sleep 1
  fi
}
agent_stop() {
  kill -TERM "${pid_of[$1]}" 2>/dev/null || true
  wait "${pid_of[$1]}" 2>/dev/null || true
}
server_of() { # server_of ward6|kea|isc
  case $1 in
    ward6) server_start "$here/configs/relayed.yaml" && pid_of[srv]=$server_pid ;;
    kea)
      mkdir -p "$dir/kea"
      cat >"$dir/kea.json" <<END
{"Dhcp6": {"interfaces-config": {"interfaces": ["lan/2001:db8:a::1"]},
  "lease-database": {"type": "memfile", "persist": false, "lfc-interval": 0},
  "renew-timer": 4, "rebind-timer": 40, "preferred-lifetime": 60, "valid-lifetime": 120,
  "option-data": [{"name": "dns-servers", "data": "2001:db8::53"}],
  "subnet6": [{"subnet": "2001:db8:b::/64", "pools": [{"pool": "2001:db8:b::1:0/112"}],
    "pd-pools": [{"prefix": "2001:db8:1000::", "prefix-len": 40, "delegated-len": 56}]}]}}
END
      KEA_PIDFILE_DIR="$dir/kea" KEA_LOCKFILE_DIR="$dir/kea" KEA_DHCP_DATA_DIR="$dir/kea" \
        ip netns exec "$lab-srv" kea-dhcp6 -c "$dir/kea.json" >"$dir/kea.log" 2>&1 &
      pid_of[srv]=$!
      wait_for 15 grep -q DHCP6_STARTED "$dir/kea.log"
      ;;
    isc)
      cat >"$dir/dhcpd.conf" <<'END'
default-lease-time 120; preferred-lifetime 60; option dhcp-renewal-time 4;
option dhcp-rebinding-time 40; option dhcp6.name-servers 2001:db8::53;
subnet6 2001:db8:a::/64 { }
subnet6 2001:db8:b::/64 {
  range6 2001:db8:b::1:0/112; prefix6 2001:db8:1000:: 2001:db8:1000:ff00:: /56;
}
END
      : >"$dir/dhcpd.leases"
      ip netns exec "$lab-srv" dhcpd -6 -f -q -cf "$dir/dhcpd.conf" -lf "$dir/dhcpd.leases" \
        -pf "$dir/dhcpd.pid" lan >"$dir/dhcpd.log" 2>&1 &
      pid_of[srv]=$!
      sleep 1.5
      ;;
  esac
}

# A message of this type that the client's wire shows answered by a Reply.
answered() { # answered TYPE
  [[ -n $(tshark -r "$dir/client.pcap" -T fields -e dhcpv6.msgtype -e dhcpv6.xid 2>/dev/null |
    awk -v type="$1" '$1 == type { asked[$2] = 1 } $1 == 7 && asked[$2] { print; exit }') ]]
}
leased() { grep -qF iaaddr "$dir/client/var/leases" && grep -qF iaprefix "$dir/client/var/leases"; }

chain() { # chain RELAY1 RELAY2 SERVER
  local what="client - $1 - $2 - $3" client_capture
  server_of "$3"
  agent_start relay2 "$2" 2001:db8:a::1
  agent_start relay1 "$1" 2001:db8:ab::2
  rm -rf "$dir/client" "$dir/client.pcap"
  capture client eth0 "$dir/client.pcap"
  client_capture=$capture_pid
  capture srv lan "$dir/$1-$2-$3.pcap"
  client_start client dhclient
  check "$what: address and prefix" wait_for 30 leased
  check "$what: it renews" wait_for 25 answered 5
  client_release client dhclient
  check "$what: it releases" wait_for 10 answered 8
  capture_stop
  capture_pid=$client_capture
  capture_stop
  check "$what: tshark finds nothing malformed" capture_is_clean "$dir/$1-$2-$3.pcap"
}
chain_stop() {
  for name in relay1 relay2 srv; do agent_stop "$name"; done
}
# What the relay put in, as tshark reads it.
on_wire() { # on_wire CAPTURE FILTER
  [[ -n $(tshark -r "$1" -Y "$2" 2>/dev/null) ]]
}

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
