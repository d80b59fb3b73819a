# A bridge with a router, a DHCPv6 server, a victim and an attacker on its ports. Sourced after
# lib.sh.
# shellcheck shell=bash
# shellcheck source=tests/netns/lib.sh disable=SC2154,SC2034

router_mac=02:00:00:00:00:01 router_ll=fe80::ff:fe00:1
attacker_mac=02:00:00:00:00:66

# rtr eth0 -- p-rtr sw p-vic -- eth0 vic
# srv eth0 -- p-srv sw p-att -- eth0 att
for name in sw rtr srv vic att; do make_ns "$name"; done
# On the switch nobody is to be poisoned either: it listens like any host.
# Of its own address, which does not change with its ports.
ip -n "$lab-sw" link add br0 address 02:00:00:00:00:b0 type bridge
ip -n "$lab-sw" link set br0 type bridge mcast_snooping 0
ip -n "$lab-sw" link set br0 up
plug() { # plug NAME MAC
  ip -n "$lab-$1" link add eth0 address "$2" type veth peer name "p-$1" netns "$lab-sw"
  ip -n "$lab-sw" link set "p-$1" master br0 up
  ip -n "$lab-$1" link set eth0 up
}
for name in rtr srv att; do
  ns "$name" sysctl -qw net.ipv6.conf.all.accept_ra=0 net.ipv6.conf.default.accept_ra=0
done
ns rtr sysctl -qw net.ipv6.conf.all.forwarding=1
plug rtr $router_mac
plug srv 02:00:00:00:00:53
plug vic 02:00:00:00:00:aa
plug att $attacker_mac
for port in "rtr eth0" "srv eth0" "vic eth0" "att eth0"; do
  # shellcheck disable=SC2086
  wait_for 10 has_link_local $port
done
ip -n "$lab-rtr" addr add 2001:db8:1::1/64 dev eth0 nodad
ip -n "$lab-att" addr add 2001:db8:1::66/64 dev eth0 nodad

radvd_start() {
  cat >"$dir/radvd.conf" <<END
interface eth0 {
  AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvManagedFlag on;
  AdvOtherConfigFlag on; AdvDefaultPreference medium;
  prefix 2001:db8:1::/64 { };
  RDNSS 2001:db8:1::53 { };
};
END
  radvd_run
}
radvd_run() { # with radvd.conf
  ip netns exec "$lab-rtr" radvd -n -C "$dir/radvd.conf" -p "$dir/radvd.pid" -m stderr \
    >"$dir/radvd.log" 2>&1 &
  radvd_pid=$!
}
dhcp_start() {
  cat >"$dir/srv.yaml" <<'END'
links:
  lan:
    interface: eth0
    serve:
      prefixes: [{prefix: 2001:db8:1::/64, pool: 2001:db8:1::1:0/112}]
      delegate: [{from: 2001:db8:1000::/40, length: 56}]
END
  server_start "$dir/srv.yaml"
}

# What an attack may change on a host: its addresses but for their lifetimes, routes, what it knows
# of the link, and where the router is.
host_state() { # host_state NAME INTERFACE
  ip -n "$lab-$1" -6 -o addr show dev "$2" |
    sed -E 's/(valid_lft|preferred_lft) [^ ]+//g; s/ tentative//'
  ip -n "$lab-$1" -6 route show dev "$2" | sed -E 's/(expires|hoplimit) [^ ]+//g'
  # hop limit, MTU, Reachable Time and Retrans Timer
  ns "$1" cat "/proc/sys/net/ipv6/conf/$2/hop_limit" "/proc/sys/net/ipv6/conf/$2/mtu" \
    "/proc/sys/net/ipv6/neigh/$2/base_reachable_time_ms" \
    "/proc/sys/net/ipv6/neigh/$2/retrans_time_ms"
  # An entry that nobody uses may be forgotten; a wrong one stays wrong.
  ns "$1" ping -6 -c 1 -W 1 "$router_ll%$2" >/dev/null 2>&1 || true
  ip -n "$lab-$1" -6 neigh show "$router_ll" dev "$2" | grep -oE 'lladdr [^ ]+|router' || true
}
# And where the bridge believes the router to be.
switch_state() {
  host_state sw br0
  bridge -n "$lab-sw" fdb show br br0 | grep "$router_mac dev [^ ]* master" || true
}
all_state() {
  echo victim
  host_state vic eth0
  echo switch
  switch_state
}
has_route() { ip -n "$lab-$1" -6 route show default | shows "via $router_ll"; }

guard_start() { # with guard.yaml, in `sw`
  mkdir -p "$dir/guard.run" "$dir/guard.state"
  ip netns exec "$lab-sw" "$WARD6D" --config "$dir/guard.yaml" --state-dir "$dir/guard.state" \
    --runtime-dir "$dir/guard.run" --foreground --log-level debug >"$dir/guard.log" 2>&1 &
  guard_pid=$!
  wait_for 15 watched || { fail "ward6d guards"; tail -n 20 "$dir/guard.log"; exit 1; }
}
watched() { (($(grep -c 'guard-ready: ' "$dir/guard.log") >= 4)); }
told() { grep -F 'guard-rogue: ' "$dir/guard.log" | shows "$1"; }
frames() { ns att /usr/bin/python3 "$here/guard_frames.py" eth0 "$@"; }
ask() { "$WARD6CTL" --socket "$dir/guard.run/control.sock" "$@"; }
