# Driving the real clients of clients/client.sh. Sourced after lib.sh.
# shellcheck shell=bash
# shellcheck source=tests/netns/lib.sh disable=SC2154

declare -A client_pids

# client_start NAME KIND
client_start() {
  mkdir -p "$dir/$1"
  ip netns exec "$lab-$1" "$here/clients/client.sh" "$2" "$dir/$1" >>"$dir/$1/output" 2>&1 &
  client_pids[$1]=$!
}
# client_release NAME KIND: asks the client to give its leases back, and ends it.
client_release() {
  case $2 in
    dhclient)
      kill -9 "${client_pids[$1]}"
      ns "$1" timeout 10 "$here/clients/client.sh" dhclient-release "$dir/$1" \
        >>"$dir/$1/output" 2>&1 || true
      ;;
    dhcpcd) kill -ALRM "${client_pids[$1]}" ;; # its signal for "release and exit"
    *) kill -TERM "${client_pids[$1]}" ;;
  esac
  wait_for 10 gone "${client_pids[$1]}" || kill -9 "${client_pids[$1]}"
  wait "${client_pids[$1]}" 2>/dev/null || true
}
gone() { ! kill -0 "$1" 2>/dev/null; }

# client_has NAME KIND WHAT VALUE: it is where this client, or the kernel for it, keeps such things.
#   WHAT: address prefix dns search
client_has() {
  local name=$1 at=$dir/$1 value=$4
  case $3/$2 in
    address/*) ns "$name" ip -6 addr show dev eth0 | shows "inet6 $value/" ;;
    prefix/dhclient) grep -qF "iaprefix $value/56 " "$at/var/leases" ;;
    prefix/dhcpcd) grep -qF "new_dhcp6_ia_pd1_prefix1=$value " "$at/env" ;;
    prefix/dibbler) grep -qF "length=\"56\">$value<" "$at/var/dibbler/client-AddrMgr.xml" ;;
    prefix/networkd) ns "$name" ip -6 route | shows "unreachable $value/56 " ;;
    prefix/wide) subnet_is_used "$name" "$value/56" ;;
    dns/dhclient-stateless) grep -qF "new_dhcp6_name_servers=$value " "$at/env" ;;
    search/dhclient-stateless) grep -qF "new_dhcp6_domain_search=$value. " "$at/env" ;;
    dns/dhclient) grep -qF "option dhcp6.name-servers $value;" "$at/var/leases" ;;
    dns/dhcpcd*) grep -qF "new_dhcp6_name_servers=$value " "$at/env" ;;
    dns/dibbler*) grep -qxF "nameserver $value" "$at/etc/resolv.conf" ;;
    dns/wide*) grep -qE "new_domain_name_servers=$value +" "$at/env" ;;
    dns/networkd*) grep -qxF "DNS=$value" "$at"/run/systemd/netif/links/* ;;
    search/dhclient) grep -qF "option dhcp6.domain-search \"$value.\";" "$at/var/leases" ;;
    search/dhcpcd*) grep -qF "new_dhcp6_domain_search=$value " "$at/env" ;;
    search/dibbler*) grep -qxF "search $value" "$at/etc/resolv.conf" ;;
    search/wide*) grep -qF "new_domain_name=$value. " "$at/env" ;;
    *) echo "client_has: $*" >&2 && return 1 ;;
  esac
}
# WIDE gives down0 an address in the second /64 of its prefix (sla-id 1).
subnet_is_used() {
  ns "$1" ip -6 -o addr show dev down0 scope global | /usr/bin/python3 -c '
import ipaddress, sys
subnet = list(ipaddress.ip_network(sys.argv[1]).subnets(new_prefix=64))[1]
words = sys.stdin.read().split()
addresses = [words[at + 1] for at, word in enumerate(words) if word == "inet6"]
sys.exit(not any(ipaddress.ip_interface(a).ip in subnet for a in addresses))' "$2"
}
# client_lost NAME: the client dies without a word and forgets everything but its DUID.
client_lost() {
  kill -9 "${client_pids[$1]}" 2>/dev/null || true
  wait "${client_pids[$1]}" 2>/dev/null || true
  wait_for 5 nobody_in "$1" || true
  client_forget "$1"
}
client_forget() {
  local duid=$dir/$1/var/dhcpv6/dhcp6c_duid # WIDE's holds a time; the others' are DUID-LL
  ns "$1" ip -6 addr flush dev eth0 scope global
  if [[ -e $duid ]]; then cp "$duid" "$dir/$1/duid"; fi
  rm -rf "${dir:?}/$1"/{var,run,log,env}
  if [[ -e $dir/$1/duid ]]; then
    mkdir -p "${duid%/*}"
    cp "$dir/$1/duid" "$duid"
  fi
}
nobody_in() {
  local pid
  for pid in $(ip netns pids "$lab-$1"); do kill -9 "$pid" 2>/dev/null || true; done
  [[ -z $(ip netns pids "$lab-$1") ]]
}

# Everything that the client and the kernel of its namespace say about what was learned.
client_facts() {
  ns "$1" ip -6 addr show
  ns "$1" ip -6 route show table all
  cat "$dir/$1/env" "$dir/$1/output" "$dir/$1/etc/resolv.conf" 2>/dev/null || true
  find "$dir/$1" -type f -size -256k -path '*var*' -exec cat {} + 2>/dev/null || true
  find "$dir/$1/run" -type f -size -256k -exec cat {} + 2>/dev/null || true
}
client_knows() { client_facts "$1" | shows "$2"; }

# The server's lines about a client, told by its link-local address.
# exchange_with NAME "Renew -> Reply"
exchange_with() { grep -F " $2 from " "$server_log" | grep -F " at $(link_local "$1" eth0) "; }
# The address, or the prefix, in the last such line.
granted_address() { granted "$1" "$2" '2001:db8:1::[0-9a-f:]+'; }
granted_prefix() { granted "$1" "$2" '2001:db8:10[0-9a-f:]+/56'; }
granted() { exchange_with "$1" "$2" | tail -n 1 | grep -oE "$3" | head -n 1; }
# Some Renew was answered with the address, and none with another one. (WIDE renews each IA in a
# message of its own.)
keeps_address() {
  local seen
  seen=$(exchange_with "$1" "$2" | grep -oE '2001:db8:1::[0-9a-f:]+' | sort -u)
  [[ $seen == "$3" ]]
}
keeps_prefix() {
  local seen
  seen=$(exchange_with "$1" "$2" | grep -oE '2001:db8:10[0-9a-f:]+/56' | sort -u)
  [[ $seen == "$3" ]]
}
