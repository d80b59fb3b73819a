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
guard_yaml block
guard_start
frames plain
check "the same frame is told within a second" wait_for 1 told "port p-att: blocked: $attacker_mac"
check "with the rule" told 'router-advert: a Router Advertisement from a port without routers'
check "and what it says" told 'prefix 2001:db8:bad::/64'
frames all >"$dir/sent"
say "$(wc -l <"$dir/sent") kinds of frames sent"
same() { [[ $(all_state) == "$before" ]] || { diff <(echo "$before") <(all_state); return 1; }; }
check "nothing changed" same

say "with the tools of attackers"
# attack COMMAND...: until it ends, or has had its time
attack() { ns att timeout -s KILL 1 "$@" >>"$dir/attack.log" 2>&1 || true; }
bad=2001:db8:bad::/64
for option in "" -F -H -D -FD -HD; do
  # shellcheck disable=SC2086
  attack atk6-fake_router6 $option eth0 $bad
  # shellcheck disable=SC2086
  attack atk6-kill_router6 $option eth0 $router_ll $router_mac
done
for evasion in F D H O o 1 111 HD FD DD; do
  attack atk6-fake_router26 -E $evasion -A $bad -D 2001:db8:bad::53 -n 2 -i 1 eth0
done
attack atk6-fake_router26 -A $bad -R 2001:db8:f00::/48 -D 2001:db8:bad::53 -L evil.example -M 1280 \
  -p high -n 2 -i 1 eth0
attack atk6-fake_dhcps6 eth0 $bad 2001:db8:bad::53
for option in "" -H -u -y -f; do
  argument=(); [[ $option != -u ]] || argument=(512); [[ $option != -y ]] || argument=(16)
  # shellcheck disable=SC2086
  attack ra6 -i eth0 -d ff02::1 -t 1800 -e $option "${argument[@]}" -P "$bad#LA#9000#9000"
done
check "nothing changed" same
flood() { ns att timeout -s KILL 0.5 "$@" >>"$dir/attack.log" 2>&1 || true; }
for option in "" -R -P -A -a -f -F; do
  # shellcheck disable=SC2086
  flood atk6-flood_router26 $option eth0
done
check "nor after floods" same
memory() { awk '/^VmRSS/ {print $2}' "/proc/$guard_pid/status"; }
warm=$(memory)
for option in "" -A -P; do
  # shellcheck disable=SC2086
  flood atk6-flood_router26 $option eth0
done
say "memory: $warm KiB, after further floods $(memory) KiB"
small() { (($(memory) < warm + 1024)); }
check "which cost no memory" small
check "nor many lines of the log" test "$(grep -c 'guard-rogue: ' "$dir/guard.log")" -lt 200

say "what ward6ctl tells"
dropped() { # by the packet filter at this port
  ask guard --json | jq --arg port "$1" '[.ports[] | select(.name == $port).dropped[]] | add // 0'
}
check "status: the packet filter is in force" eval \
  'ask guard --json | jq -e ".links[0].filter_in_force" >/dev/null'
many() { (($(dropped p-att) > 1000)); }
check "and has dropped what the attacker sent" wait_for 3 many
check "nothing at the others' ports" test "$(dropped p-rtr)$(dropped p-vic)$(dropped p-srv)" == 000
text() { ask guard | shows "$1"; }
check "as text, too" text p-att
in_force() { ask guard | grep -E '^lan +br0 +block +in force' >/dev/null; }
check "which says that it is in force" in_force
at_length() { ask guard rogues | shows "$1"; }
check "rogues: what to do" at_length 'to do     find the station behind the port'
check "a flood is one station" at_length '(many)'
check "rules: what is in force" eval 'ask guard rules | shows "hook ingress device \"p-att\""'

evidence() { tshark -r "$dir/guard.state/guard.pcap" -Y 'icmpv6.type == 134' 2>/dev/null; }
check "evidence: a capture of what was sent" eval 'evidence | shows "Router Advertisement"'

say "honest hosts go on"
client_lost vic
heal vic eth0
client_start vic dhclient
check "SLAAC and DHCPv6 work through the guard" wait_for 20 leased
check "with the real router" has_route vic
wait_for 5 same || true
before=$(all_state)

say "rules that somebody takes away"
has_rules() { ns sw nft list tables netdev | shows ward6_guard; }
ns sw nft flush ruleset
check "are put back" wait_for 2 has_rules
check "and that is told" grep -q 'guard-trouble: ' "$dir/guard.log"
frames all >/dev/null
check "nothing changed" same

say "a port that is taken away and comes back"
ip -n "$lab-att" link del eth0
gone() { grep -q 'port p-att is gone' "$dir/guard.log"; }
check "is gone" wait_for 5 gone
before_ready=$(grep -c 'port p-att (host) is watched' "$dir/guard.log")
plug att $attacker_mac
again() { (($(grep -c 'port p-att (host) is watched' "$dir/guard.log") > before_ready)); }
check "is watched again" wait_for 5 again
wait_for 10 has_link_local att eth0
frames all >/dev/null
check "nothing changed" same

say "after a crash"
kill -KILL "$guard_pid"
wait "$guard_pid" 2>/dev/null || true
frames all >/dev/null
check "the packet filter stays" same
guard_yaml block
guard_start
frames all >/dev/null
check "and is taken over by the next run" same
tables() { ns sw nft list tables netdev | grep -c ward6_guard; }
one_table() { [[ $(tables) == 1 ]]; }
check "which leaves one table" wait_for 3 one_table

say "who did it"
server_stop
kill -TERM "$guard_pid"
wait "$guard_pid" || true
guard_yaml block
cat >>"$dir/guard.yaml" <<'END'
    serve:
      prefixes: [{prefix: 2001:db8:1::/64, pool: 2001:db8:1::2:0/112}]
      delegate: [{from: 2001:db8:2000::/40, length: 56}]
guard: {on-exit: remove}
END
ip -n "$lab-sw" addr add 2001:db8:1::2/64 dev br0 nodad
drop_rights guard.run guard.state
guard_start
client_start att dhclient
att_leased() { ns att ip -6 addr show dev eth0 | shows 'inet6 2001:db8:1::2:'; }
check "the attacker has a lease of ours" wait_for 20 att_leased
frames plain
check "which the report names, with its DUID" wait_for 1 \
  told 'it holds the lease 2001:db8:1::2:'
check "and so does ward6ctl" at_length "DUID 00:03:00:01:$attacker_mac"

say "a flood, and a client at the same time"
ns att timeout -s KILL 12 atk6-flood_router26 eth0 >>"$dir/attack.log" 2>&1 &
client_lost vic
client_start vic dhclient
vic_leased() { ns vic ip -6 addr show dev eth0 | shows 'inet6 2001:db8:1::2:'; }
check "the client gets its lease from the daemon that guards" wait_for 10 vic_leased
answers() { timeout 1 "$WARD6CTL" --socket "$dir/guard.run/control.sock" status >/dev/null; }
check "which answers ward6ctl" answers
kill -TERM "$guard_pid"
check "it stops cleanly" wait "$guard_pid"
check "and takes the packet filter away, as configured" eval '! has_rules'
summary
