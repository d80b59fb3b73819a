#!/bin/bash
# Five DHCPv6 clients that we did not write get, renew, keep over a crash, and give back an address
# and a prefix; tshark finds nothing wrong on the wire.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"
config=$here/configs/office.yaml
kinds=(dhclient dhcpcd dibbler wide networkd)
declare -A address prefix

make_server_ns
for kind in "${kinds[@]}"; do wire "$kind"; done
# WIDE puts the delegated prefix onto an interface.
ip -n "$lab-wide" link add down0 type veth peer name down1
ip -n "$lab-wide" link set down0 up
capture srv lan "$dir/wire.pcap"
server_start "$config"

say "each client asks for an address, a prefix and options"
for kind in "${kinds[@]}"; do client_start "$kind" "$kind"; done
for kind in "${kinds[@]}"; do
  check "$kind: the server grants" wait_for 30 exchange_with "$kind" "Request -> Reply"
  address[$kind]=$(granted_address "$kind" "Request -> Reply" || true)
  prefix[$kind]=$(granted_prefix "$kind" "Request -> Reply" || true)
  say "$kind: ${address[$kind]:-no address} ${prefix[$kind]:-no prefix}"
  [[ -n ${address[$kind]} ]] || address[$kind]=none
  [[ -n ${prefix[$kind]} ]] || prefix[$kind]=none
  check "$kind: uses the address" wait_for 10 client_knows "$kind" "${address[$kind]}"
  check "$kind: knows the prefix" wait_for 10 client_knows "$kind" "${prefix[$kind]%::/56}"
  check "$kind: knows the DNS server" wait_for 10 client_knows "$kind" 2001:db8::53
done
check "ward6ctl lists every address" bash -c \
  "for a in ${address[*]}; do '$WARD6CTL' --socket '$dir/run/control.sock' --json leases |
    grep -qF \"\$a\" || exit 1; done"

say "they renew"
for kind in "${kinds[@]}"; do
  check "$kind: renews" wait_for 25 exchange_with "$kind" "Renew -> Reply"
  check "$kind: keeps its address" \
    wait_for 15 keeps_address "$kind" "Renew -> Reply" "${address[$kind]}"
done

say "the server is killed with SIGKILL and started again"
server_kill9
check "leases are readable while it is down" bash -c \
  "'$WARD6CTL' --json leases --offline --state-dir '$dir/state' | grep -qF '${address[dibbler]}'"
server_start "$config"
for kind in "${kinds[@]}"; do
  check "$kind: renews after the crash" wait_for 30 exchange_with "$kind" "Renew -> Reply"
  check "$kind: has the same address" \
    wait_for 15 keeps_address "$kind" "Renew -> Reply" "${address[$kind]}"
  check "$kind: has the same prefix" \
    wait_for 15 keeps_prefix "$kind" "Renew -> Reply" "${prefix[$kind]}"
done

say "they give everything back and come again"
for kind in "${kinds[@]}"; do
  client_release "$kind" "$kind"
  # systemd 252 has no way to make networkd release its leases: they stay.
  [[ $kind == networkd ]] ||
    check "$kind: releases" wait_for 10 exchange_with "$kind" "Release -> Reply"
done
bound() {
  ctl --json leases | /usr/bin/python3 -c '
import json, sys
rows = json.load(sys.stdin)
print(sum(row.get("state") == "bound" for row in rows))'
}
check "only the two leases of networkd are still bound" test "$(bound)" = 2
for kind in "${kinds[@]}"; do
  ns "$kind" ip -6 addr flush dev eth0 scope global
  client_start "$kind" "$kind"
done
for kind in "${kinds[@]}"; do
  again() { [[ $(exchange_with "$1" "Request -> Reply" | tail -n 1) == *" ${address[$1]} "* ]]; }
  check "$kind: gets the same address again" wait_for 30 again "$kind"
done

capture_stop
check "tshark finds nothing malformed and no warning" capture_is_clean "$dir/wire.pcap"
check "the server stops cleanly" server_stop
summary
