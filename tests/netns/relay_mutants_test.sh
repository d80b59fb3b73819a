#!/bin/bash
# Tens of thousands of broken messages at a running relay agent, from below and from above: it goes
# on relaying, does not grow, and tells of each datagram what became of it.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/clients.sh
source "$here/clients.sh"

readonly kCount=20000
readonly kGrowthMax=1024 # KiB: room that the allocator takes and keeps

wire_one_relay
ns relay sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n "$lab-srv" route add default via 2001:db8:a::2
ip -n "$lab-srv" addr add 2001:db8:a::66/64 dev lan nodad
cat >"$dir/relay.yaml" <<'END'
links:
  floor:
    interface: lower
    relay: {to: "2001:db8:a::1", trust-relays: true, source-port: true, client-rate: 0,
            interface-id: floor}
END
mkdir -p "$dir/relay.run" "$dir/relay.state"
ip netns exec "$lab-relay" "$WARD6D" --config "$dir/relay.yaml" --state-dir "$dir/relay.state" \
  --runtime-dir "$dir/relay.run" --foreground --log-level info >"$dir/relay.log" 2>&1 &
relay_pid=$!
server_log=$dir/relay.log
wait_for 15 server_ready || { fail "ward6d starts"; summary; exit 1; }

relay_json() { "$WARD6CTL" --socket "$dir/relay.run/control.sock" "$1" --json; }
mutants() { ns "$1" /usr/bin/python3 "$here/relay_mutants.py" "${@:2}"; }
# All datagrams that came to a verdict of the relay agent, or to an outcome of the server; and those
# that the sockets had no room for.
accounted() {
  local relayed served
  relayed=$(relay_json relay |
    jq '[.counters | to_entries[] | select(.key | endswith("-received-count")).value] | add // 0')
  served=$(relay_json stats | jq '[.outcomes[]] | add // 0')
  echo $((relayed + served))
}
lost() { relay_json stats | jq '.sockets.receive_overflow'; }
memory() { awk '/^VmRSS/ {print $2}' "/proc/$relay_pid/status"; }
is_alive() { kill -0 "$relay_pid"; }
flood() { # flood TEXT NAME ARGUMENT...
  local text=$1 before after sent
  before=$(($(accounted) + $(lost)))
  sent=$(mutants "${@:2}")
  sleep 0.5
  after=$(($(accounted) + $(lost)))
  say "$text: $sent sent, $((after - before)) accounted for, $(lost) of all not taken"
  is_alive && ((sent > kCount / 2 && after - before == sent))
}
check "a first batch from below: each is accounted for" \
  flood "from below" client client eth0 "$kCount"
from=(2001:db8:a::1 2001:db8:a::1 2001:db8:a::66)
check "a first batch from above" \
  flood "from the server" srv server 2001:db8:a::2 "$kCount" "${from[@]}"
warm=$(memory)
check "a second from below" flood "from below" client client eth0 "$kCount"
check "a second from above" \
  flood "from the server" srv server 2001:db8:a::2 "$kCount" "${from[@]}"
say "memory: $warm KiB before, $(memory) KiB after the second batches"
does_not_grow() { (($(memory) <= warm + kGrowthMax)); }
check "they cost no memory" does_not_grow
relay_json relay >"$dir/relay.json"
reasons() { jq -r '.drops[] | select(.count > 0) | .id' "$dir/relay.json"; }
say "dropped for: $(reasons | tr '\n' ' ')"
many_reasons() { (($(reasons | wc -l) >= 10)); }
check "for many reasons" many_reasons
samples_are_kept() {
  jq -e 'all(.drops[] | select(.count > 3); (.samples | length) == 4)' "$dir/relay.json" >/dev/null
}
check "the last four of each are kept" samples_are_kept

cat >"$dir/srv.yaml" <<'END'
links:
  floor:
    relayed: {link-address: 2001:db8:b::/64}
    serve:
      prefixes: [{prefix: 2001:db8:b::/64, pool: 2001:db8:b::1:0/112}]
      delegate: [{from: 2001:db8:1000::/40, length: 56}]
END
server_start "$dir/srv.yaml"
client_start client dhclient
has_lease() { ns client ip -6 addr show dev eth0 | shows "inet6 2001:db8:b::1:"; }
check "a real client gets its lease all the same" wait_for 15 has_lease
summary
