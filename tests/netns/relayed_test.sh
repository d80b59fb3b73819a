#!/bin/bash
# A client behind two cascaded relay agents that we did not write (ISC dhcrelay): the link is
# found by the innermost link-address, and every layer is answered.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

# client eth0 -- (lower) relay1 (upper) -- (lower) relay2 (upper) -- lan srv
for name in srv relay2 relay1 client; do make_ns "$name"; done
link_pair client eth0 relay1 lower
link_pair relay1 upper relay2 lower
link_pair relay2 upper srv lan
for name in relay1 relay2; do
  ns "$name" sysctl -qw net.ipv6.conf.all.forwarding=1
done
ip -n "$lab-relay1" addr add 2001:db8:b::1/64 dev lower nodad
ip -n "$lab-relay1" addr add 2001:db8:ab::1/64 dev upper nodad
ip -n "$lab-relay2" addr add 2001:db8:ab::2/64 dev lower nodad
ip -n "$lab-relay2" addr add 2001:db8:a::2/64 dev upper nodad
ip -n "$lab-srv" addr add 2001:db8:a::1/64 dev lan nodad
for port in "client eth0" "relay1 lower" "relay1 upper" "relay2 lower" "relay2 upper" "srv lan"; do
  # shellcheck disable=SC2086
  wait_for 10 has_link_local $port
done
capture srv lan "$dir/wire.pcap"
server_start "$here/configs/relayed.yaml"
ip netns exec "$lab-relay2" dhcrelay -6 -d -q --no-pid -I -l lower -u 2001:db8:a::1%upper \
  >"$dir/relay2.log" 2>&1 &
ip netns exec "$lab-relay1" dhcrelay -6 -d -q --no-pid -I -l lower -u 2001:db8:ab::2%upper \
  >"$dir/relay1.log" 2>&1 &
sleep 1
client_start client dhclient
check "the client behind two relays is granted" wait_for 30 exchange_with client "Request -> Reply"
address=$(granted_address client "Request -> Reply" || true)
prefix=$(granted_prefix client "Request -> Reply" || true)
say "${address:-no address} ${prefix:-no prefix}"
check "it uses the address" wait_for 10 client_knows client "${address:-none}"
check "it knows the prefix" wait_for 10 client_knows client "${prefix%::/56}"
check "it knows the DNS server" wait_for 10 client_knows client 2001:db8::53
check "it renews through the relays" wait_for 25 exchange_with client "Renew -> Reply"
client_release client dhclient
check "it releases through the relays" wait_for 10 exchange_with client "Release -> Reply"
capture_stop
check "tshark finds nothing malformed and no warning" capture_is_clean "$dir/wire.pcap"
check "the server stops cleanly" server_stop
tail -n 3 "$dir/relay1.log" "$dir/relay2.log" | sed 's/^/# /'
summary
