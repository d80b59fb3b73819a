#!/bin/bash
# Five DHCPv6 clients that we did not write get, renew, keep over a crash, and give back an address
# and a prefix. Proofs are what tshark saw on the wire, what the client itself wrote down, and what
# ward6ctl lists; never the server's log.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"
# shellcheck source=tests/netns/wire.sh
source "$here/wire.sh"
config=$here/configs/office.yaml
kinds=(dhclient dhcpcd dibbler wide networkd)
declare -A address prefix

make_server_ns
for kind in "${kinds[@]}"; do wire "$kind"; done
# WIDE puts the delegated prefix onto an interface.
ip -n "$lab-wide" link add down0 type veth peer name down1
ip -n "$lab-wide" link set down1 up
ip -n "$lab-wide" link set down0 up
wire_watch srv lan
server_start "$config"

in_pool() { [[ $1 =~ ^2001:db8:1::1:[0-9a-f]{1,4}$ || $1 == 2001:db8:1::1:0 ]]; }
in_delegation() { # in 2001:db8:1000::/40 and at a border of /56
  /usr/bin/python3 -c '
import ipaddress, sys
prefix = ipaddress.ip_network(sys.argv[1] + "/56")
sys.exit(not prefix.subnet_of(ipaddress.ip_network("2001:db8:1000::/40")))' "$1"
}
both_kept() {
  wire_keeps "$1" "$2" address "${address[$1]}" && wire_keeps "$1" "$2" prefix "${prefix[$1]}"
}

say "each client asks for an address, a prefix and options"
for kind in "${kinds[@]}"; do client_start "$kind" "$kind"; done
for kind in "${kinds[@]}"; do
  check "$kind: Request, Reply" wait_for 30 wire_exchange "$kind" Request
  address[$kind]=$(wire_granted "$kind" Request address) || true
  prefix[$kind]=$(wire_granted "$kind" Request prefix) || true
  : "${address[$kind]:=none}" "${prefix[$kind]:=none}"
  say "$kind: ${address[$kind]} ${prefix[$kind]}"
  check "$kind: the address is of the pool" in_pool "${address[$kind]}"
  check "$kind: the prefix is of the range" in_delegation "${prefix[$kind]}"
  check "$kind: has the address" wait_for 15 client_has "$kind" "$kind" address "${address[$kind]}"
  check "$kind: has the prefix" wait_for 15 client_has "$kind" "$kind" prefix "${prefix[$kind]}"
  check "$kind: has the DNS server" wait_for 15 client_has "$kind" "$kind" dns 2001:db8::53
done
different() { [[ $(printf '%s\n' "${address[@]}" "${prefix[@]}" | sort -u | wc -l) == 10 ]]; }
check "ten different leases" different
check "the server lists all of them" all_bound leases_bound "${address[@]}" "${prefix[@]}"

say "they renew"
wire_mark
for kind in "${kinds[@]}"; do
  check "$kind: keeps address and prefix by Renew" wait_for 40 both_kept "$kind" Renew
done

say "the server is killed with SIGKILL and started again"
server_kill9
check "the leases are readable meanwhile" \
  all_bound leases_bound_offline "${address[@]}" "${prefix[@]}"
wire_mark
server_start "$config"
for kind in "${kinds[@]}"; do
  check "$kind: keeps address and prefix by Renew" wait_for 40 both_kept "$kind" Renew
done

say "the clients die, forget their leases and start afresh"
wire_mark
for kind in "${kinds[@]}"; do
  client_lost "$kind"
  client_start "$kind" "$kind"
done
for kind in "${kinds[@]}"; do
  check "$kind: gets the same address and prefix" wait_for 40 both_kept "$kind" Request
  check "$kind: has the address" wait_for 15 client_has "$kind" "$kind" address "${address[$kind]}"
done

say "they give everything back"
wire_mark
for kind in "${kinds[@]}"; do
  client_release "$kind" "$kind"
  if [[ $kind == networkd ]]; then
    say "networkd: systemd 252 cannot release what DHCPv6 gave it; its leases stay"
    check "networkd: the leases stay" \
      all_bound leases_bound "${address[networkd]}" "${prefix[networkd]}"
    continue
  fi
  check "$kind: Release, Reply with Success" wait_for 15 wire_released "$kind"
  check "$kind: the leases are gone" \
    wait_for 5 none_bound leases_bound "${address[$kind]}" "${prefix[$kind]}"
done

say "they come again"
wire_mark
for kind in "${kinds[@]}"; do
  client_forget "$kind"
  client_start "$kind" "$kind"
done
for kind in "${kinds[@]}"; do
  check "$kind: is served again" wait_for 40 wire_exchange "$kind" Request
  if [[ ${NETNS_SERVER:-ward6} == ward6 ]]; then # Kea 2.2 goes on to the next address
    check "$kind: gets the same address and prefix again" wait_for 15 both_kept "$kind" Request
  fi
done

capture_stop
check "tshark finds nothing malformed and no warning" capture_is_clean "$dir/wire.pcap" 60
check "the server stops cleanly" server_stop
summary
