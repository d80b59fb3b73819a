#!/usr/bin/env bash
# The packet filter of guarded ports, in both families, against every frame of tests/vectors/guard:
# what passes a port of a bridge and what does not; nothing slips through while the rules change,
# and whoever takes them away does not succeed.
# shellcheck source=tests/netns/lib.sh
. "$(dirname "$0")/lib.sh"
guard=$(dirname "$WARD6D")/ward6_test_guard
if ! command -v nft >/dev/null; then say "no nft here"; exit 77; fi

# quiet NAME: no frame of its own comes from this namespace.
quiet() {
  ns "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
}
make_ns sw
make_ns hosts
quiet sw
quiet hosts
# Where the bridge hands packets to ip6tables it also drops odd ones by itself.
ns sw sysctl -qw net.bridge.bridge-nf-call-ip6tables=0 2>/dev/null || true
ip -n "$lab-sw" link add br0 type bridge mcast_snooping 0
ip -n "$lab-sw" link set br0 mtu 9000 up
for port in att mon; do
  link_pair hosts "$port" sw "p-$port"
  ip -n "$lab-hosts" link set "$port" mtu 9000
  # The bridge is to send everything everywhere, whoever's address it is from.
  ip -n "$lab-sw" link set "p-$port" mtu 9000 master br0
  ip -n "$lab-sw" link set "p-$port" type bridge_slave learning off
done
forwards() { ip -n "$lab-sw" -d link show "$1" | shows 'state forwarding'; }
for port in p-att p-mon; do wait_for 10 forwards "$port"; done

for family in netdev bridge; do
  say "the family $family"
  while IFS= read -r line; do
    case $line in
      "ok   - "*) pass "${line#ok   - }" ;;
      "FAIL - "*) fail "${line#FAIL - }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done < <(ns hosts /usr/bin/python3 "$here/guard_rules.py" "$family" "$lab-sw" "$guard" 2>&1 ||
    printf 'FAIL - the checks of %s end well\n' "$family")
done
summary
