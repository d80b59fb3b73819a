#!/bin/bash
# RA Guard on a real bridge: with a real router, server and victim nothing that a host may not say
# changes the victim or the bridge's own machine; each attempt is told at once, with its port, its
# addresses and the lease of who did it.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"
# shellcheck source=tests/netns/guard_lab.sh
source "$here/guard_lab.sh"

guard_yaml() { # guard_yaml ACTION
  cat >"$dir/guard.yaml" <<END
links:
  lan:
    interface: br0
    guard:
      action: $1
      router-ports: p-rtr
      server-ports: p-srv
      routers:
        gw: {address: "$router_ll", mac: "$router_mac", prefixes: [2001:db8:1::/64]}
END
}
guard_start() { # guard_start ACTION
  guard_yaml "$1"
  mkdir -p "$dir/guard.run" "$dir/guard.state"
  ip netns exec "$lab-sw" "$WARD6D" --config "$dir/guard.yaml" --state-dir "$dir/guard.state" \
    --runtime-dir "$dir/guard.run" --foreground --log-level debug >"$dir/guard.log" 2>&1 &
  guard_pid=$!
  wait_for 15 watched || { fail "ward6d guards"; tail -n 20 "$dir/guard.log"; exit 1; }
}
watched() { (($(grep -c 'guard-ready: ' "$dir/guard.log") >= 4)); }
told() { grep -F 'guard-rogue: ' "$dir/guard.log" | shows "$1"; }
frames() { ns att /usr/bin/python3 "$here/guard_frames.py" eth0 "$@"; }

radvd_start
dhcp_start
check "the victim has a default route" wait_for 15 has_route vic
client_start vic dhclient
leased() { ns vic ip -6 addr show dev eth0 | shows 'inet6 2001:db8:1::1:'; }
check "and a lease" wait_for 15 leased
wait_for 10 has_route sw
before=$(all_state)

say "without a guard"
frames plain
poisoned() { ip -n "$lab-vic" -6 addr show dev eth0 | shows 2001:db8:bad; }
check "one frame poisons the victim" wait_for 5 poisoned
poisoned_switch() { ip -n "$lab-sw" -6 addr show dev br0 | shows 2001:db8:bad; }
check "and the switch" wait_for 5 poisoned_switch
heal() { # as before
  ip -n "$lab-$1" -6 addr flush dev "$2" scope global
  ip -n "$lab-$1" -6 route flush dev "$2" proto ra
  ns "$1" sysctl -qw "net.ipv6.conf.$2.disable_ipv6=1"
  ns "$1" sysctl -qw "net.ipv6.conf.$2.disable_ipv6=0"
  wait_for 10 has_link_local "$1" "$2"
  wait_for 10 has_route "$1"
}
client_lost vic
heal vic eth0
heal sw br0
client_start vic dhclient
wait_for 15 leased
before=$(all_state)

say "with the guard"
guard_start block
frames plain
check "the same frame is told within a second" wait_for 1 told "port p-att: blocked: $attacker_mac"
check "with the rule" told 'router-advert: a Router Advertisement from a port without routers'
check "and what it says" told 'prefix 2001:db8:bad::/64'
frames all >"$dir/sent"
say "$(wc -l <"$dir/sent") kinds of frames sent"
same() { [[ $(all_state) == "$before" ]] || { diff <(echo "$before") <(all_state); return 1; }; }
check "nothing changed" same
summary
