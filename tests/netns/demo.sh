#!/bin/bash
# What `./dev run` shows: a small office in network namespaces, five DHCPv6 clients that we did not
# write, a crash of the server, and what is left of it. Every line of the closing table passes, or
# the command fails.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"
config=$here/configs/office.yaml
kinds=(dhclient dhcpcd dibbler wide networkd)
rows=()
# prove TEXT COMMAND...: a row of the closing table.
prove() {
  local text=$1
  shift
  if "$@" >/dev/null 2>&1; then
    rows+=("  pass  $text")
    passed=$((passed + 1))
  else
    rows+=("  FAIL  $text")
    failed=$((failed + 1))
  fi
}

printf '\nThe configuration:\n\n'
grep -v '^#' "$config" | sed 's/^/    /'
printf '\nOne bridge, one server, five clients:\n\n'
make_server_ns
for kind in "${kinds[@]}" stateless; do wire "$kind"; done
ip -n "$lab-wide" link add down0 type veth peer name down1
ip -n "$lab-wide" link set down0 up
capture srv lan "$dir/wire.pcap"
server_start "$config"
for kind in "${kinds[@]}"; do client_start "$kind" "$kind"; done
client_start stateless dhclient-stateless
declare -A address prefix
for kind in "${kinds[@]}"; do
  wait_for 30 exchange_with "$kind" "Request -> Reply" || true
  address[$kind]=$(granted_address "$kind" "Request -> Reply" || true)
  prefix[$kind]=$(granted_prefix "$kind" "Request -> Reply" || true)
  printf '    %-10s %-24s %s\n' "$kind" "${address[$kind]:-nothing}" "${prefix[$kind]:-nothing}"
  prove "$kind has an address" wait_for 10 client_knows "$kind" "${address[$kind]:-none}"
  prove "$kind has a delegated prefix" wait_for 10 client_knows "$kind" "${prefix[$kind]%::/56}"
  prove "$kind knows the DNS server" wait_for 10 client_knows "$kind" 2001:db8::53
done
prove "a stateless client has the DNS server" wait_for 10 client_knows stateless 2001:db8::53

printf '\nWhat ward6ctl says:\n\n'
ctl leases | sed 's/^/    /'
printf '\nWhat the log says of one client:\n\n'
exchange_with dibbler Reply | head -n 2 | cut -c 1-200 | sed 's/^/    /' || true

printf '\nThe server is killed with SIGKILL, and started again.\n'
server_kill9
server_start "$config"
for kind in "${kinds[@]}"; do
  prove "$kind keeps its address over the crash" \
    wait_for 30 keeps_address "$kind" "Renew -> Reply" "${address[$kind]}"
done
capture_stop
prove "tshark finds nothing wrong in $(tshark -r "$dir/wire.pcap" 2>/dev/null | wc -l) packets" \
  capture_is_clean "$dir/wire.pcap"
prove "the server stops cleanly" server_stop
printf '\nProofs:\n\n'
printf '%s\n' "${rows[@]}"
printf '\n'
summary
