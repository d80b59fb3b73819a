#!/bin/bash
# docs/howto/relay-ipsec.md, word for word: its configuration and its commands. Nothing between the
# relay agent and the server is in the clear, and with ESP in the kernel a client gets its lease.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

howto=$here/../../docs/howto/relay-ipsec.md
block() { # block FIRST-LINE: the block of the page that begins with it
  awk -v first="$1" '/^```/ {inside = 0} inside; $0 == first {inside = 1}' "$howto"
}
wire_one_relay
ns relay sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n "$lab-srv" route add default via 2001:db8:a::2
block '# relay' | sed '/^ip xfrm/,$d' >"$dir/relay.yaml"
cat >"$dir/srv.yaml" <<'END'
links:
  floor:
    relayed: {link-address: 2001:db8:b::/64}
    serve:
      prefixes: [{prefix: 2001:db8:b::/64, pool: 2001:db8:b::1:0/112}]
      delegate: [{from: 2001:db8:1000::/40, length: 56}]
END
server_start "$dir/srv.yaml"
mkdir -p "$dir/relay.run" "$dir/relay.state"
ip netns exec "$lab-relay" "$WARD6D" --config "$dir/relay.yaml" --state-dir "$dir/relay.state" \
  --runtime-dir "$dir/relay.run" --foreground --log-level debug >"$dir/relay.log" 2>&1 &
relay_ready() { grep -q ' ready: ' "$dir/relay.log"; }
check "the page's configuration is good" wait_for 15 relay_ready

ns relay bash -euc "$(block '# relay' | sed -n '/^ip xfrm/,$p')"
ns srv bash -euc "$(block '# server')"
ip netns exec "$lab-srv" dumpcap -q -P -i lan -f 'esp or udp port 547' -w - >"$dir/wire.pcap" \
  2>"$dir/wire.log" &
capture_pid=$!
wait_for 20 test -s "$dir/wire.pcap"
on_wire() { [[ -n $(tshark -r "$dir/wire.pcap" -Y "$1" 2>/dev/null) ]]; }
in_the_clear() { on_wire 'dhcpv6 && ip6.dst != ff00::/8'; }
asked() { grep -q 'Solicit' "$dir/client/output"; }
relayed() { grep -q 'to-servers' "$dir/relay.log"; }
client_start client dhclient
check "a client asks" wait_for 10 asked
check "and is relayed" wait_for 10 relayed
sleep 2
check "without keys nothing leaves in the clear" eval '! in_the_clear'
has_lease() { ns client ip -6 addr show dev eth0 | shows "inet6 2001:db8:b::1:"; }
check "and nobody is answered" eval '! has_lease'
if ns relay bash -euc "$(block '# both')" 2>"$dir/xfrm.log"; then
  ns srv bash -euc "$(block '# both')"
  check "with keys the client gets its lease" wait_for 30 has_lease
  capture_stop
  check "in ESP" on_wire esp
  check "and never in the clear" eval '! in_the_clear'
else
  say "this kernel has no ESP for IPv6, not tried: $(head -n 1 "$dir/xfrm.log")"
fi
summary
