#!/bin/bash
# ward6d as relay agent in chains with relays and servers of other makes: dibbler, WIDE, dnsmasq.
# Real clients behind them get leases, renew and release.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"
# shellcheck source=tests/netns/relays.sh
source "$here/relays.sh"

cat >"$dir/relay1.yaml" <<'END'
links:
  floor: {interface: lower, relay: {to: 2001:db8:ab::2}}
END
cat >"$dir/relay2.yaml" <<'END'
links:
  below: {interface: lower, relay: {to: 2001:db8:a::1, trust-relays: true}}
END

chain ward6 dibbler kea
chain_stop
chain dibbler ward6 kea
chain_stop
chain ward6 wide ward6
chain_stop
chain wide ward6 isc
chain_stop
chain ward6 dnsmasq isc
chain_stop
chain dnsmasq ward6 ward6
chain_stop
# dibbler-server 1.0.1 sends a broken Relay-reply when there is more than one relay.
sed -i 's/2001:db8:ab::2/2001:db8:a::1/' "$dir/relay1.yaml"
chain ward6 router dibbler
chain_stop
summary
