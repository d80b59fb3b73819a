#!/bin/bash
# What `./dev run` shows: a small office in network namespaces, five DHCPv6 clients that we did not
# write, a crash of the server, and what is left of it. Every line of the closing table passes, or
# the command fails.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"
# shellcheck source=tests/netns/wire.sh
source "$here/wire.sh"
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
ip -n "$lab-wide" link set down1 up
ip -n "$lab-wide" link set down0 up
wire_watch srv lan
server_start "$config"
for kind in "${kinds[@]}"; do client_start "$kind" "$kind"; done
client_start stateless dhclient-stateless
declare -A address prefix
for kind in "${kinds[@]}"; do
  wait_for 30 wire_exchange "$kind" Request || true
  address[$kind]=$(wire_granted "$kind" Request address) || true
  prefix[$kind]=$(wire_granted "$kind" Request prefix) || true
  : "${address[$kind]:=nothing}" "${prefix[$kind]:=nothing}"
  printf '    %-10s %-24s %s\n' "$kind" "${address[$kind]}" "${prefix[$kind]}"
  prove "$kind has an address" wait_for 15 client_has "$kind" "$kind" address "${address[$kind]}"
  prove "$kind has a prefix" wait_for 15 client_has "$kind" "$kind" prefix "${prefix[$kind]}"
  prove "$kind has the DNS server" wait_for 15 client_has "$kind" "$kind" dns 2001:db8::53
done
prove "a stateless client has the DNS server" \
  wait_for 15 client_has stateless dhclient-stateless dns 2001:db8::53

printf '\nWhat ward6ctl says:\n\n'
prove "ward6ctl lists every lease" all_bound leases_bound "${address[@]}" "${prefix[@]}"
ctl leases 2>&1 | sed 's/^/    /' || true
printf '\nWhat the log says of one client:\n\n'
exchange_with dibbler Reply | head -n 2 | cut -c 1-200 | sed 's/^/    /' || true

printf '\nThe server is killed with SIGKILL, and started again. They renew after 10 seconds:\n\n'
server_kill9
wire_mark
server_start "$config"
for kind in "${kinds[@]}"; do
  prove "$kind keeps its address over the crash" \
    wait_for 30 wire_keeps "$kind" Renew address "${address[$kind]}"
  prove "$kind keeps its prefix over the crash" \
    wait_for 30 wire_keeps "$kind" Renew prefix "${prefix[$kind]}"
  printf '    %-10s %-24s %s\n' "$kind" "$(wire_granted "$kind" Renew address | tr '\n' ' ')" \
    "$(wire_granted "$kind" Renew prefix | tr '\n' ' ')"
done

printf '\nThey give everything back (but networkd: systemd 252 cannot).\n'
for kind in dhclient dhcpcd dibbler wide; do
  client_release "$kind" "$kind"
  prove "$kind gives its leases back" wait_for 10 wire_released "$kind"
done
capture_stop
prove "tshark finds nothing wrong in $(tshark -r "$dir/wire.pcap" 2>/dev/null | wc -l) packets" \
  capture_is_clean "$dir/wire.pcap" 40
prove "the server stops cleanly" server_stop
printf '\nProofs:\n\n'
printf '%s\n' "${rows[@]}"
printf '\n'
summary
