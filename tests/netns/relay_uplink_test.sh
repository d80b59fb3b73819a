#!/bin/bash
# A relay agent that is told little: its links are a pattern, and no server is named. Interfaces
# come and go while it runs; it asks all servers on whatever is no link of its own; messages leave
# from an address of choice.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

# client eth0 -- trunk relay up0 -- lan srv
# client vlan30 -- vlan30 relay
for name in srv relay client; do make_ns "$name"; done
link_pair client eth0 relay trunk
link_pair relay up0 srv lan
ns relay sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n "$lab-relay" addr add 2001:db8:a::2/64 dev up0 nodad
ip -n "$lab-relay" addr add 2001:db8:ffff::7/128 dev lo nodad
ip -n "$lab-srv" addr add 2001:db8:a::1/64 dev lan nodad
ip -n "$lab-srv" route add 2001:db8:ffff::7 via 2001:db8:a::2
ip -n "$lab-srv" route add 2001:db8:30::/64 via 2001:db8:a::2
# The kernel of a test machine may have no VLAN devices: only the name matters here.
vlan_up() { # vlan_up ID ADDRESS: a wire from the client to the relay
  link_pair client "vlan$1" relay "vlan$1"
  ip -n "$lab-relay" addr add "$2/64" dev "vlan$1" nodad
}

cat >"$dir/srv.yaml" <<'END'
links:
  branch:
    relayed: {link-address: 2001:db8:30::/64}
    serve: {prefixes: [{prefix: 2001:db8:30::/64}]}
END
cat >"$dir/relay.yaml" <<'END'
links:
  trunk: {interface: trunk, relay: {to: 2001:db8:a::1}}
  vlans: {interface: "vlan*", relay: {}}
END
check_here() { ns relay "$WARD6D" --config "$dir/relay.yaml" --check=here; }
check "--check is content off-box" ns relay "$WARD6D" --config "$dir/relay.yaml" --check
here_misses() {
  ! check_here >"$dir/here" &&
    grep -qF "link vlans: interface vlan* does not exist on this machine" "$dir/here"
}
check "--check=here misses what a pattern stands for" here_misses
mkdir -p "$dir/relay.run" "$dir/relay.state"
ip netns exec "$lab-relay" "$WARD6D" --config "$dir/relay.yaml" --state-dir "$dir/relay.state" \
  --runtime-dir "$dir/relay.run" --foreground --log-level debug >"$dir/relay.log" 2>&1 &
relay_pid=$!
said() { grep -q "$1" "$dir/relay.log"; }
ask() { "$WARD6CTL" --socket "$dir/relay.run/control.sock" "$@"; }
links_are() { [[ $(ask relay --json | jq -r '[.links[].name] | sort | join(" ")') == "$1" ]]; }
wait_for 10 has_link_local srv lan
server_start "$dir/srv.yaml"
check "a pattern without an interface is waited for" wait_for 10 \
  said 'link vlans: interface vlan\* does not exist; waiting'
vlan_up 30 2001:db8:30::1
check "an interface that matches becomes a link" wait_for 10 links_are "trunk vlans/vlan30"
check "--check=here finds it" check_here
wait_for 10 has_link_local client vlan30
wait_for 10 has_link_local relay vlan30
check "ward6ctl tells which servers it asks" test "$(ask relay --json |
  jq -r '.links[] | select(.name == "vlans/vlan30") | .to | join(" ")')" = "ff05::1:3%up0"

ask_for_lease() {
  rm -f "$dir/dhclient.leases" "$dir/dhclient.pid"
  ip netns exec "$lab-client" timeout 30 dhclient -6 -1 -v -cf /dev/null \
    -lf "$dir/dhclient.leases" -pf "$dir/dhclient.pid" -sf /bin/true vlan30 \
    >"$dir/dhclient.log" 2>&1 && grep -q 'iaaddr 2001:db8:30:' "$dir/dhclient.leases"
}
on_wire() { [[ -n $(tshark -r "$dir/up.pcap" -Y "$1" 2>/dev/null) ]]; }
capture srv lan "$dir/up.pcap"
check "a client gets an address from a server that nobody named" ask_for_lease
capture_stop
check "F15 F16: asked at ff05::1:3, with hop limit 8" on_wire \
  'dhcpv6.msgtype == 12 && ipv6.dst == ff05::1:3 && ipv6.hlim == 8'
check "the Interface-Id is the link's own name" on_wire \
  'dhcpv6.interface_id contains "vlans/vlan30"'

say "from an address of choice"
cat >"$dir/relay.yaml" <<'END'
links:
  trunk: {interface: trunk, relay: {to: 2001:db8:a::1}}
  vlans: {interface: "vlan*", relay: {to: 2001:db8:a::1, source: "2001:db8:ffff::7"}}
END
kill -HUP "$relay_pid"
wait_for 10 said 'is in force'
capture srv lan "$dir/up.pcap"
check "a client gets an address" ask_for_lease
capture_stop
check "messages come from there, and replies go there" on_wire \
  'dhcpv6.msgtype == 12 && ipv6.src == 2001:db8:ffff::7 && udp.srcport == 547'
check "the server answers to that address" on_wire \
  'dhcpv6.msgtype == 13 && ipv6.dst == 2001:db8:ffff::7'

say "an interface goes, another comes"
ip -n "$lab-relay" link del vlan30
check "a link ends with its interface" wait_for 10 links_are "trunk vlans"
vlan_up 31 2001:db8:31::1
check "another one begins" wait_for 10 links_are "trunk vlans/vlan31"
kill -TERM "$relay_pid"
check "the relay stops cleanly" wait "$relay_pid"
summary
