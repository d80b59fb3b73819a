#!/bin/bash
# Records the captures beside this script: real clients against real servers, in network namespaces
# of its own. Run as root with kea-dhcp6, dhcpd, dhclient, dhcpcd and tcpdump installed; a dhcrelay
# may be named by DHCRELAY. See README.md here for what each capture is.
set -euo pipefail

out=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
net=w6opt-$$
server=$net-s relay=$net-r client=$net-c
pids=()

clean_up() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  for ns in "$server" "$relay" "$client"; do ip netns del "$ns" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT

in_ns() { ip netns exec "$@"; }

wait_for() {  # <seconds> <command...>
  local left=$(($1 * 10))
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "timed out: $*" >&2; return 1; }
    sleep 0.1
  done
}

no_tentative() { ! in_ns "$1" ip -6 addr | grep -q tentative; }

set_up() {
  ip netns add "$server"
  ip netns add "$relay"
  ip netns add "$client"
  ip link add upper netns "$relay" type veth peer name srv netns "$server"
  ip link add lower netns "$relay" type veth peer name cli netns "$client"
  ip link add near netns "$server" type veth peer name cli2 netns "$client"
  in_ns "$client" ip link set cli address 02:00:5e:10:00:01
  in_ns "$client" ip link set cli2 address 02:00:5e:10:00:02
  in_ns "$relay" sysctl -qw net.ipv6.conf.all.forwarding=1
  in_ns "$server" ip addr add 2001:db8:ffff::547/64 dev srv
  in_ns "$server" ip addr add 2001:db8:1::1/64 dev near
  in_ns "$relay" ip addr add 2001:db8:ffff::1/64 dev upper
  in_ns "$relay" ip addr add 2001:db8:2::1/64 dev lower
  for pair in "$server srv" "$server near" "$relay upper" "$relay lower" "$client cli" \
              "$client cli2"; do
    in_ns ${pair% *} ip link set "${pair#* }" up
  done
  in_ns "$server" ip route add 2001:db8:2::/64 via 2001:db8:ffff::1
  for ns in "$server" "$relay" "$client"; do
    in_ns "$ns" ip link set lo up
    wait_for 10 no_tentative "$ns"
  done
}

record() {  # <name> <namespace> <interface>
  in_ns "$2" tcpdump -q -n -U -i "$3" -w "$work/$1.pcap" 'udp port 546 or udp port 547' \
    2>"$work/$1.log" &
  pids+=($!)
  recorder=$!
  wait_for 5 grep -q listening "$work/$1.log"
}

stop_recording() {
  sleep 2  # a Release leaves after its client has ended
  kill "$recorder"
  wait "$recorder" 2>/dev/null || true
  cp "$work/$1.pcap" "$out/$1.pcap"
}

start_kea() {
  cat >"$work/kea.json" <<JSON
{"Dhcp6": {
  "interfaces-config": {"interfaces": ["srv", "srv/2001:db8:ffff::547", "near"]},
  "lease-database": {"type": "memfile", "persist": false},
  "server-id": {"type": "LL", "htype": 1, "identifier": "02005e10ffff", "persist": false},
  "option-data": [
    {"name": "dns-servers", "data": "2001:db8::53, 2001:db8::54"},
    {"name": "domain-search", "data": "example.net, lab.example.net"},
    {"name": "sntp-servers", "data": "2001:db8::123"},
    {"name": "sip-server-dns", "data": "sip.example.net"},
    {"name": "bootfile-url", "data": "tftp://[2001:db8::69]/boot.efi"},
    {"name": "bootfile-param", "data": "root=/dev/nfs, quiet"},
    {"name": "new-posix-timezone", "data": "EST5EDT4\\\\,M3.2.0/02:00\\\\,M11.1.0/02:00"},
    {"name": "new-tzdb-timezone", "data": "Europe/Berlin"},
    {"name": "information-refresh-time", "data": "86400"},
    {"name": "unicast", "data": "2001:db8:1::1"},
    {"name": "aftr-name", "data": "aftr.example.net"},
    {"name": "v6-captive-portal", "data": "https://portal.example.net/api"},
    {"name": "vendor-opts", "data": "32473"}
  ],
  "subnet6": [
    {"id": 1, "subnet": "2001:db8:1::/64", "interface": "near", "rapid-commit": true,
     "pools": [{"pool": "2001:db8:1::1:0/112"}],
     "pd-pools": [{"prefix": "2001:db8:1000::", "prefix-len": 40, "delegated-len": 56,
                   "excluded-prefix": "2001:db8:1000::", "excluded-prefix-len": 64}]},
    {"id": 2, "subnet": "2001:db8:2::/64", "pools": [{"pool": "2001:db8:2::1:0/112"}],
     "pd-pools": [{"prefix": "2001:db8:2000::", "prefix-len": 40, "delegated-len": 56}]}
  ]}}
JSON
  KEA_LOCKFILE_DIR="$work" KEA_PIDFILE_DIR="$work" KEA_LOGGER_DESTINATION=stderr \
    ip netns exec "$server" kea-dhcp6 -c "$work/kea.json" >"$work/kea.log" 2>&1 &
  pids+=($!)
  kea=$!
  wait_for 10 grep -q DHCP6_STARTED "$work/kea.log" || { cat "$work/kea.log" >&2; return 1; }
}

start_dhcpd() {
  cat >"$work/dhcpd.conf" <<CONF
default-lease-time 3600;
option dhcp6.name-servers 2001:db8::53;
option dhcp6.domain-search "example.net";
option dhcp6.info-refresh-time 3600;
subnet6 2001:db8:1::/64 {
  range6 2001:db8:1::2:0/112;
  prefix6 2001:db8:3000:: 2001:db8:3000:ff00:: /56;
}
CONF
  : >"$work/dhcpd.leases"
  in_ns "$server" dhcpd -6 -f -q -cf "$work/dhcpd.conf" -lf "$work/dhcpd.leases" \
    -pf "$work/dhcpd.pid" near >"$work/dhcpd.log" 2>&1 &
  pids+=($!)
  dhcpd=$!
  wait_for 10 sh -c "ip netns exec $server ss -uln | grep -q :547"
}

client_of() {  # <interface> <dhclient options...>: one exchange, then release
  local interface=$1
  shift
  rm -f "$work/dhclient.leases"
  timeout 30 ip netns exec "$client" dhclient -6 -1 -v -sf /bin/true -lf "$work/dhclient.leases" \
    -pf "$work/dhclient.pid" -cf "$work/dhclient.conf" "$@" "$interface" >>"$work/client.log" 2>&1
}

stop_client() {  # <interface> <dhclient options...>
  local interface=$1
  shift
  timeout 30 ip netns exec "$client" dhclient -6 -r -v -sf /bin/true -lf "$work/dhclient.leases" \
    -pf "$work/dhclient.pid" -cf "$work/dhclient.conf" "$@" "$interface" >>"$work/client.log" 2>&1
}

set_up
cat >"$work/dhclient.conf" <<'CONF'
send fqdn.fqdn "printer.example.net.";
send fqdn.encoded on;
send fqdn.server-update on;
also request dhcp6.sntp-servers, dhcp6.sip-servers-names, dhcp6.bootfile-url,
  dhcp6.bootfile-param, dhcp6.aftr-name, dhcp6.info-refresh-time;
CONF

start_kea
record kea_dhclient_address_release "$server" near
client_of cli2 -N
stop_client cli2 -N
stop_recording kea_dhclient_address_release

record kea_dhclient_prefix "$server" near
client_of cli2 -P -N
stop_client cli2 -P -N
stop_recording kea_dhclient_prefix

record kea_dhclient_stateless "$server" near
client_of cli2 -S
stop_recording kea_dhclient_stateless

if [ -n "${DHCRELAY:-}" ]; then
  in_ns "$relay" "$DHCRELAY" -6 -d -q -I -l lower -u 2001:db8:ffff::547%upper \
    >"$work/relay.log" 2>&1 &
  pids+=($!)
  wait_for 10 sh -c "ip netns exec $relay ss -uln | grep -q :547"
  record kea_dhcrelay_dhclient "$server" srv
  client_of cli -P -N
  stop_client cli -P -N
  stop_recording kea_dhcrelay_dhclient
fi

cat >"$work/dhcpcd.conf" <<'CONF'
duid
noipv4
option dhcp6_name_servers, dhcp6_domain_search, dhcp6_bootfile_url, dhcp6_sntp_servers
vendclass 32473 "vector"
userclass lab
ia_na 1
ia_pd 2 cli2/0
CONF
record kea_dhcpcd_address_prefix "$server" near
timeout 8 ip netns exec "$client" dhcpcd -6 -1 -B -t 5 -f "$work/dhcpcd.conf" --noipv6rs cli2 \
  >"$work/dhcpcd.log" 2>&1 || true
stop_recording kea_dhcpcd_address_prefix
kill "$kea"; wait "$kea" 2>/dev/null || true

start_dhcpd
record dhcpd_dhclient_address_prefix "$server" near
client_of cli2 -N -P
stop_client cli2 -N -P
stop_recording dhcpd_dhclient_address_prefix
kill "$dhcpd"; wait "$dhcpd" 2>/dev/null || true
ls -l "$out"/*.pcap
