#!/bin/bash
# The life of a relay agent among other programs: its first server dies and returns, a DHCPv6 client
# runs on its uplink, another server or relay agent works on other links of the same machine.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

# client eth0 -- lower  relay upper  -- lan srv, with Kea
# guest eth0  -- beside relay second -- lan srv2, with ward6d
wire_one_relay
for name in srv2 guest; do make_ns "$name"; done
link_pair relay second srv2 lan
link_pair guest eth0 relay beside
ip -n "$lab-relay" addr add 2001:db8:c::2/64 dev second nodad
ip -n "$lab-relay" addr add 2001:db8:d::1/64 dev beside nodad
ip -n "$lab-srv2" addr add 2001:db8:c::1/64 dev lan nodad
ns relay sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n "$lab-srv" route add default via 2001:db8:a::2
ip -n "$lab-srv2" route add default via 2001:db8:c::2
for port in "relay second" "srv2 lan" "guest eth0" "relay beside"; do
  # shellcheck disable=SC2086
  wait_for 10 has_link_local $port
done

kea_start() { # kea_start NAME INTERFACES SUBNETS: one in a namespace
  mkdir -p "$dir/kea.$1"
  cat >"$dir/kea.$1.json" <<END
{"Dhcp6": {"interfaces-config": {"interfaces": [$2]}, "lease-database": {"type": "memfile",
  "persist": false, "lfc-interval": 0}, "renew-timer": 4, "rebind-timer": 40,
  "preferred-lifetime": 60, "valid-lifetime": 120, "subnet6": [$3]}}
END
  KEA_PIDFILE_DIR="$dir/kea.$1" KEA_LOCKFILE_DIR="$dir/kea.$1" KEA_DHCP_DATA_DIR="$dir/kea.$1" \
    ip netns exec "$lab-$1" kea-dhcp6 -c "$dir/kea.$1.json" >"$dir/kea.$1.log" 2>&1 &
  kea_pid=$!
  wait_for 15 grep -q DHCP6_STARTED "$dir/kea.$1.log"
}
end() { # end PID
  kill -KILL "$1"
  wait "$1" 2>/dev/null || true
  rm -f "$dir"/kea.*/*.pid # Kea will not start while it is there
}
first_server() {
  kea_start srv '"lan", "lan/2001:db8:a::1"' '{"subnet": "2001:db8:b::/64",
    "pools": [{"pool": "2001:db8:b::1:0/112"}]}, {"subnet": "2001:db8:d::/64",
    "pools": [{"pool": "2001:db8:d::1:0/112"}]}, {"subnet": "2001:db8:a::/64",
    "interface": "lan", "pools": [{"pool": "2001:db8:a::1:0/112"}]}'
  first_pid=$kea_pid
}
cat >"$dir/srv2.yaml" <<'END'
links:
  floor:
    relayed: {link-address: 2001:db8:b::/64}
    serve:
      lifetimes: {preferred: 60s, valid: 120s, renew: 4s, rebind: 40s}
      prefixes: [{prefix: 2001:db8:b::/64, pool: 2001:db8:b::2:0/112}]
END
cat >"$dir/relay.yaml" <<'END'
links:
  floor:
    interface: lower
    relay: {to: ["2001:db8:a::1", "2001:db8:c::1"], sending: failover}
END
run_ward6d() { # run_ward6d NAME: in its namespace, with NAME.yaml
  mkdir -p "$dir/$1.run" "$dir/$1.state"
  ip netns exec "$lab-$1" "$WARD6D" --config "$dir/$1.yaml" --state-dir "$dir/$1.state" \
    --runtime-dir "$dir/$1.run" --foreground --log-level debug >"$dir/$1.log" 2>&1 &
  run_pid=$!
  server_log=$dir/$1.log
  wait_for 15 server_ready || { fail "ward6d starts in $1"; summary; exit 1; }
}
relay_start() {
  run_ward6d relay
  relay_pid=$run_pid
}
relay_stop() {
  kill -TERM "$relay_pid"
  wait "$relay_pid" 2>/dev/null || true
}
state_of() { # state_of ADDRESS STATE, as the relay knows it
  "$WARD6CTL" --socket "$dir/relay.run/control.sock" relay --json |
    jq -e --arg address "$1" --arg state "$2" \
      'any(.servers[]; .address == $address and .state == $state)' >/dev/null
}
has_lease() { ns "$1" ip -6 addr show dev eth0 | shows "inet6 $2"; }
# A client that knows nothing yet gets an address that begins like this.
fresh_lease() { # fresh_lease NAME SECONDS PREFIX
  client_start "$1" dhclient
  wait_for "$2" has_lease "$1" "$3"
}

say "fail-over"
first_server
run_ward6d srv2
relay_start
check "a client gets its lease from the first server" fresh_lease client 15 2001:db8:b::1:
check "which is known to answer" state_of 2001:db8:a::1 answers
check "the second has not been asked" state_of 2001:db8:c::1 unheard
end "$first_pid"
client_lost client
check "with that server dead, the second answers" fresh_lease client 30 2001:db8:b::2:
check "the first is known to be silent" state_of 2001:db8:a::1 silent
check "the second answers" state_of 2001:db8:c::1 answers
first_server
client_lost client
sleep 5 # one that is silent gets a copy every five seconds
check "a client is answered while the first returns" fresh_lease client 30 2001:db8:b::
check "the first answers again" wait_for 15 state_of 2001:db8:a::1 answers
client_lost client
check "and is asked again" fresh_lease client 15 2001:db8:b::1:

say "a client on the uplink"
uplink_start() {
  ip netns exec "$lab-relay" dhclient -6 -d -v -pf "$dir/uplink.pid" -lf "$dir/uplink.leases" \
    -sf /bin/true -D LL upper >"$dir/uplink.log" 2>&1 &
  uplink_pid=$!
}
uplink_has() { grep -qF 'iaaddr 2001:db8:a::1:' "$dir/uplink.leases"; }
renewals() { grep -c 'RCV: Reply message' "$dir/uplink.log"; }
more_renewals() { (($(renewals) > $1)); }
client_lost client
uplink_start
check "dhclient on the uplink gets its address beside the relay agent" wait_for 15 uplink_has
check "a client below gets its own" fresh_lease client 15 2001:db8:b::1:
holds_no_546() {
  local sockets
  sockets=$(ns relay ss -6ulnp | grep ':546 ' || true)
  [[ -n $sockets && $sockets != *"pid=$relay_pid,"* ]]
}
check "the relay agent has no socket at the clients' port" holds_no_546
relay_stop
before=$(renewals)
relay_start
check "dhclient renews while the relay agent starts again" wait_for 15 more_renewals "$before"
end "$uplink_pid"
: >"$dir/uplink.leases"
uplink_start
check "dhclient starts while the relay agent runs" wait_for 15 uplink_has
client_lost client
check "and a client below is relayed as before" fresh_lease client 15 2001:db8:b::1:
end "$uplink_pid"

both_work() { # both_work TEXT
  client_lost client
  client_lost guest
  check "$1: its client gets a lease" fresh_lease guest 15 2001:db8:d::1:
  check "$1: ours is relayed" fresh_lease client 15 2001:db8:b::1:
}
say "another server on another link of the same machine"
client_start guest dhclient
kea_start relay '"beside"' '{"subnet": "2001:db8:d::/64", "interface": "beside",
  "pools": [{"pool": "2001:db8:d::1:0/112"}]}'
beside_pid=$kea_pid
both_work "Kea started after us"
relay_stop
relay_start
both_work "Kea started before us"
end "$beside_pid"

say "another relay agent on another link of the same machine"
other_relay() {
  ip netns exec "$lab-relay" dhcrelay -6 -d -q --no-pid -I -l beside -u 2001:db8:a::1%upper \
    >"$dir/dhcrelay.log" 2>&1 &
  beside_pid=$!
  sleep 1.5
}
# dhcrelay takes the servers' port of every address: we keep to one that it does not use.
sed -i -e 's/^links:/server: {listen: "2001:db8:b::1"}\nlinks:/' \
  -e 's/sending:/source: "2001:db8:b::1", &/' "$dir/relay.yaml"
relay_stop
relay_start
other_relay
both_work "dhcrelay started after us"
relay_stop
relay_start
both_work "dhcrelay started before us"
end "$beside_pid"
relay_stop
summary
