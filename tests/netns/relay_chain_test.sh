#!/bin/bash
# Long chains: a client behind eight relay agents, each a ward6d of its own, gets its lease, renews
# and releases; behind ten it gets nothing, for the last of them receives hop-count 8 (RFC 9915
# §19.1.2).
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

# client eth0 -- (lower) r1 (upper) -- (lower) r2 ... r10 (upper) -- lan srv; `late` is at r3, so
# behind eight.
relays=10
make_ns srv
make_ns client
make_ns late
for ((n = 1; n <= relays; ++n)); do
  make_ns "r$n"
  ns "r$n" sysctl -qw net.ipv6.conf.all.forwarding=1
done
link_pair client eth0 r1 lower
link_pair late eth0 r3 second
for ((n = 1; n < relays; ++n)); do
  link_pair "r$n" upper "r$((n + 1))" lower
  ip -n "$lab-r$n" addr add "2001:db8:f$n::1/64" dev upper nodad
  ip -n "$lab-r$((n + 1))" addr add "2001:db8:f$n::2/64" dev lower nodad
done
link_pair "r$relays" upper srv lan
ip -n "$lab-r$relays" addr add 2001:db8:a::2/64 dev upper nodad
ip -n "$lab-srv" addr add 2001:db8:a::1/64 dev lan nodad
ip -n "$lab-r1" addr add 2001:db8:b::1/64 dev lower nodad
ip -n "$lab-r3" addr add 2001:db8:b::2/64 dev second nodad
wait_for 10 has_link_local client eth0
wait_for 10 has_link_local late eth0
wait_for 10 has_link_local srv lan

relay_ready() { grep -q ' ready: ' "$dir/r$1.log"; }
relay_says() { grep -q "$2" "$dir/r$1.log"; }
for ((n = 1; n <= relays; ++n)); do
  next=2001:db8:a::1
  ((n < relays)) && next=2001:db8:f$n::2
  {
    echo "links:"
    echo "  below: {interface: lower, relay: {to: $next, trust-relays: $( ((n > 1)) && echo true ||
      echo false)}}"
    ((n == 3)) && echo "  second: {interface: second, relay: {to: $next}}"
  } >"$dir/r$n.yaml"
  ip netns exec "$lab-r$n" "$WARD6D" --config "$dir/r$n.yaml" --state-dir "$dir/r$n.state" \
    --runtime-dir "$dir/r$n.run" --foreground --log-level info >"$dir/r$n.log" 2>&1 &
done
for ((n = 1; n <= relays; ++n)); do
  wait_for 20 relay_ready "$n" || { fail "relay $n starts"; cat "$dir/r$n.log"; exit 1; }
done
server_start "$here/configs/relayed.yaml"
capture srv lan "$dir/wire.pcap"

client_start late dhclient
check "a client behind eight relays is granted" wait_for 30 exchange_with late "Request -> Reply"
check "it has an address" test -n "$(granted_address late "Request -> Reply" || true)"
check "it renews" wait_for 25 exchange_with late "Renew -> Reply"
client_release late dhclient
check "it releases" wait_for 10 exchange_with late "Release -> Reply"

client_start client dhclient
check "the tenth relay drops what nine have passed on" wait_for 20 relay_says 10 'hop-limit'
check "a client behind ten relays gets nothing" test -z \
  "$(exchange_with client "Solicit -> Advertise" || true)"
capture_stop
check "tshark finds nothing malformed in eight layers" capture_is_clean "$dir/wire.pcap"
check "hop-count is 7 at the outermost of eight" test -n \
  "$(tshark -r "$dir/wire.pcap" -Y 'dhcpv6.hopcount == 7' 2>/dev/null)"
check "the server stops cleanly" server_stop
summary
