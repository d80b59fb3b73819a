#!/bin/bash
# What ward6d does for prefixes that real clients are delegated, by a server behind it or by itself:
# routes by which packets really arrive, filters that drop what must not pass, and all of it after
# releases, crashes, lost interfaces and other programs' tidying (RFC 8987 §4.2 to §4.4).
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

# alice eth0, bob eth0 -- (lan) srv (upper) -- lan up
make_server_ns
make_ns up
link_pair srv upper up lan
ns srv sysctl -qw net.ipv6.conf.all.forwarding=1
lan_addresses() {
  ip -n "$lab-srv" addr replace 2001:db8:b::1/64 dev lan nodad
  ip -n "$lab-srv" addr replace fe80::b/64 dev lan nodad
}
lan_addresses
ip -n "$lab-srv" addr add 2001:db8:a::2/64 dev upper nodad
ip -n "$lab-up" addr add 2001:db8:a::1/64 dev lan nodad
ip -n "$lab-up" route add 2001:db8::/32 via 2001:db8:a::2
for name in alice bob; do
  wire "$name"
  ip -n "$lab-$name" link add down0 type veth peer name down1
  ip -n "$lab-$name" link set down0 up
  ip -n "$lab-$name" link set down1 up
  ip -n "$lab-$name" route add default via fe80::b dev eth0
  ns "$name" sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv6.conf.all.accept_dad=0
done
wait_for 10 has_link_local up lan

metric=512
settings() { # settings ROLE [DELEGATED]: the configuration, without `delegated` for "off"
  local delegated="    delegated: ${2:-{filter: true\}}" role
  [[ ${2:-} != off ]] || delegated=""
  role='relay: {to: 2001:db8:a::1}'
  [[ $1 == relay ]] || role='serve: {
      lifetimes: {preferred: 20s, valid: 30s, renew: 8s, rebind: 16s},
      prefixes: [{prefix: 2001:db8:b::/64, pool: 2001:db8:b::1:0/112}],
      delegate: [{from: 2001:db8:1000::/40, length: 56}]}'
  cat >"$dir/ward6.yaml" <<END
links:
  access:
    interface: lan
    $role
$delegated
routes: {protocol: 207, metric: $metric}
END
}
kea_start() {
  mkdir -p "$dir/kea"
  cat >"$dir/kea.json" <<'END'
{"Dhcp6": {"interfaces-config": {"interfaces": ["lan/2001:db8:a::1"]},
  "lease-database": {"type": "memfile", "persist": false, "lfc-interval": 0},
  "renew-timer": 8, "rebind-timer": 40, "preferred-lifetime": 60, "valid-lifetime": 120,
  "subnet6": [{"subnet": "2001:db8:b::/64", "pools": [{"pool": "2001:db8:b::1:0/112"}],
    "pd-pools": [{"prefix": "2001:db8:1000::", "prefix-len": 40, "delegated-len": 56}]}]}}
END
  KEA_PIDFILE_DIR="$dir/kea" KEA_LOCKFILE_DIR="$dir/kea" KEA_DHCP_DATA_DIR="$dir/kea" \
    ip netns exec "$lab-up" kea-dhcp6 -c "$dir/kea.json" >"$dir/kea.log" 2>&1 &
  kea_pid=$!
  wait_for 15 grep -q DHCP6_STARTED "$dir/kea.log"
}

routes() { ip -n "$lab-srv" -6 route show proto 207; }
# prefix_of NAME: what ward6d says that this client holds.
prefix_of() {
  ctl relay bindings --json | /usr/bin/python3 -c '
import json, sys
print(*[row["prefix"] for row in json.load(sys.stdin) if row["next_hop"] == sys.argv[1]])' \
    "$(link_local "$1" eth0)"
}
holds() { [[ -n $(prefix_of "$1") ]]; }
routed() { # routed NAME PREFIX: by this client, as our route
  routes | shows "$2 via $(link_local "$1" eth0) dev lan metric $metric"
}
unrouted() { ! routes | shows "$1 "; }
no_routes() { [[ -z $(routes) ]]; }
counter() {
  ns srv nft list counters table ip6 ward6_delegated |
    awk -v name="$1" '$2 == name { getline; print $2 }'
}
counts() { (($(counter "$1") > $2)); }
filtered() { ns srv nft list set ip6 ward6_delegated delegated | shows "$1 . \"lan\""; }
unfiltered() { ! filtered "$1"; }
reaches() { ns up ping -6 -c 1 -W 2 "$1" >/dev/null; }
pings_from() { ns "$1" ping -6 -c 1 -W 1 -I "$2" 2001:db8:a::1 >/dev/null; }
pings_not_from() { ! pings_from "$@"; }
is_refused() {
  local said
  said=$(ns up ping -6 -c 1 -W 2 "$1" || true)
  [[ $said =~ unreachable:\ (Reject\ route|Unknown\ code\ 6) ]]
}
reload() { # reload ROLE [DELEGATED]
  settings "$@"
  ctl reload >/dev/null
}
# within PREFIX NUMBER: the address of this number in the last /64 of a prefix.
within() {
  /usr/bin/python3 -c 'import ipaddress, sys
last = ipaddress.ip_network(sys.argv[1])[-(1 << 64)]
print(last + int(sys.argv[2]))' "$@"
}
said() { grep -q "$1" "$server_log"; }

bound() { # bound ROLE: clients come, packets flow
  say "$1"
  settings "$1"
  server_start "$dir/ward6.yaml"
  client_start alice wide
  client_start bob dibbler
  check "$1: WIDE is delegated a prefix" wait_for 30 holds alice
  check "$1: dibbler is delegated a prefix" wait_for 30 holds bob
  alice=$(prefix_of alice) bob=$(prefix_of bob)
  check "$1: routes by the clients' link-local addresses" routed alice "$alice"
  check "$1: and for the other" routed bob "$bob"
  wait_for 10 subnet_is_used alice "$alice" || true
  inner=$(ip -n "$lab-alice" -6 -o addr show dev down0 scope global |
    awk '{sub("/.*", "", $4); print $4; exit}')
  check "$1: a packet from upstream reaches the network behind WIDE" wait_for 10 reaches "$inner"
  ip -n "$lab-bob" addr add "$(within "$bob" 7)/64" dev down0 nodad
  check "$1: and behind dibbler" wait_for 5 reaches "$(within "$bob" 7)"
}
released() { # released ROLE
  client_release alice wide
  check "$1: a Release withdraws the route" wait_for 10 unrouted "$alice"
  check "$1: and closes the filter" wait_for 5 unfiltered "$alice"
  check "$1: the other client keeps its own" routed bob "$bob"
}

kea_start
bound relay

say "filters"
check "a source in the delegated prefix passes" pings_from alice "$inner"
ip -n "$lab-alice" addr add 2001:db8:b::77/64 dev eth0 nodad
check "a source in the link's prefix passes" wait_for 3 pings_from alice 2001:db8:b::77
spoofed=$(counter spoofed)
ip -n "$lab-alice" addr add 2001:db8:dead::1/128 dev down0 nodad
check "a source that is neither is dropped" pings_not_from alice 2001:db8:dead::1
check "and counted" counts spoofed "$spoofed"
looped=$(counter looped)
check "a packet to a part that the client does not know does not come through" \
  eval "! reaches '$(within "$alice" 9)'"
check "it is dropped at its first return" test "$(counter looped)" == $((looped + 1))

reload relay "{filter: true, loop-guard: reject}"
check "or refused with the reason (ICMPv6 type 1 code 6)" \
  wait_for 5 is_refused "$(within "$alice" 9)"
reload relay

say "operators"
check "bindings are listed with all that is known" \
  eval "ctl relay bindings | grep '^$alice *access *lan *$(link_local alice eth0) .*m ' >/dev/null"
bob_duid=$(ctl relay bindings --prefix "$bob" --json |
  /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["duid"])')
check "clear needs to be told what" eval "! ctl relay clear 2>/dev/null"
check "a client's bindings are cleared" \
  eval "ctl relay clear --client '$bob_duid' | grep ^1 >/dev/null"
check "its route goes" wait_for 5 unrouted "$bob"
check "it comes back with the next Renew" wait_for 20 routed bob "$bob"

say "a crash"
foreign=2001:db8:1000:ff00::/56
ip -n "$lab-srv" route add "$foreign" via fe80::77 dev lan metric 512 proto static
server_kill9
check "routes stay while nobody is there" routed alice "$alice"
check "packets still pass" reaches "$inner"
ip -n "$lab-srv" route del "$bob"
ip -n "$lab-srv" route add 2001:db8:1000:aa00::/56 via fe80::66 dev lan proto 207
server_start "$dir/ward6.yaml"
check "bindings are there again at once" eval "[[ \$(prefix_of alice) == '$alice' ]]"
check "a route that was deleted meanwhile is there again" wait_for 5 routed bob "$bob"
check "a route that nobody holds is removed" wait_for 5 unrouted 2001:db8:1000:aa00::/56
check "a route of another program is not" \
  eval "ip -n '$lab-srv' -6 route show proto static | shows '$foreign'"
server_kill9
ip -n "$lab-srv" route replace "$bob" via fe80::77 dev lan metric 512 proto static
server_start "$dir/ward6.yaml"
check "a route of another program is not replaced, and that is said" \
  wait_for 5 said "route-refused: $bob: File exists.*in the way"
check "it stays" eval "ip -n '$lab-srv' -6 route show proto static | shows '$bob via fe80::77'"
ip -n "$lab-srv" route del "$bob" via fe80::77
ns srv nft flush ruleset
check "rules that another program flushed are made again" wait_for 40 filtered "$alice"

say "interfaces come and go"
ip -n "$lab-srv" link set lan down
check "without its link a route goes with the kernel" wait_for 5 no_routes
check "the binding does not (RFC 8987 S-2)" holds alice
ip -n "$lab-srv" link set lan up
lan_addresses
check "the link is back, so are the routes" wait_for 5 routed alice "$alice"
ip -n "$lab-srv" link del lan
ip -n "$lab-srv" link add lan type bridge
for name in alice bob; do ip -n "$lab-srv" link set "p-$name" master lan; done
ip -n "$lab-srv" link set lan up
lan_addresses
check "an interface made anew gets them" wait_for 5 routed alice "$alice"
check "packets pass again" wait_for 10 reaches "$inner"

say "limits"
reload relay "{filter: true, loop-guard: reject, per-link: 1}"
check "a lower limit ends nothing" eval "[[ \$(routes | grep -c via) == 2 ]]"
ctl relay clear --all >/dev/null
check "at the limit one prefix is taken" wait_for 25 eval "[[ \$(routes | grep -c via) == 1 ]]"
check "the other is refused, aloud" wait_for 25 said prefix-refused
reload relay
check "with more room it comes" wait_for 25 routed alice "$alice"
check "and the other" wait_for 25 routed bob "$bob"
metric=700
reload relay
check "routes follow another metric" wait_for 5 routed bob "$bob"
check "the former ones are gone" wait_for 5 eval "! routes | grep -q 'metric 512'"
released relay
reload relay off
check "without 'delegated' no route stays" wait_for 5 no_routes
check "no rules stay" wait_for 5 eval "! ns srv nft list table ip6 ward6_delegated 2>/dev/null"
check "no file stays" test ! -e "$dir/state/delegations"
client_release bob dibbler
check "it stops cleanly" server_stop
kill "$kea_pid"

rm -rf "${dir:?}"/{run,state,alice,bob}
mkdir "$dir"/{run,state}
drop_rights run state
for name in alice bob; do ip -n "$lab-$name" addr flush dev down0 scope global; done
bound serve
server_kill9
server_start "$dir/ward6.yaml"
check "serve: a restart keeps the routes" routed alice "$alice"
released serve
ip -n "$lab-srv" route flush proto static
check "serve: it stops cleanly" server_stop
check "serve: routes outlive the daemon" routed bob "$bob"
sed -i 's/protocol: 207/protocol: 208/' "$dir/ward6.yaml"
server_start "$dir/ward6.yaml"
proto_208() { ip -n "$lab-srv" -6 route show proto 208 | shows "$bob via"; }
check "serve: a new run with another protocol number installs them anew" wait_for 5 proto_208
check "serve: and takes away those of the former" wait_for 5 no_routes
server_stop
sed -i 's/protocol: 208/protocol: 207/' "$dir/ward6.yaml"
server_start "$dir/ward6.yaml"
check "serve: and back" wait_for 5 routed bob "$bob"
client_lost bob
check "serve: so they do the client, which may come back" routed bob "$bob"
check "serve: they end with the valid lifetime" wait_for 40 unrouted "$bob"
check "serve: and that is said" said "$bob .*: expiry"
server_stop
summary
