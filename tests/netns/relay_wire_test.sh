#!/bin/bash
# What the relay agent does on the wire with messages that no client and no server sends by itself:
# huge ones, of unknown types, from other ports, unasked, over a restart and over a renumbering.
# Each check is named after the criterion that it shows.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

wire_one_relay
ip -n "$lab-client" addr add 2001:db8:b::5/64 dev eth0 nodad
cat >"$dir/relay.yaml" <<'END'
links:
  floor: {interface: lower, relay: {to: 2001:db8:a::1, trust-relays: true, source-port: true}}
END
runs=0
relay_start() {
  runs=$((runs + 1))
  mkdir -p "$dir/run" "$dir/state"
  ip netns exec "$lab-relay" "$WARD6D" --config "$dir/relay.yaml" --state-dir "$dir/state" \
    --runtime-dir "$dir/run" --foreground --log-level debug >"$dir/relay.$runs.log" 2>&1 &
  relay_pid=$!
  server_log=$dir/relay.$runs.log
  wait_for 15 server_ready || { fail "ward6d starts"; summary; exit 1; }
}
wire() { ns "$1" /usr/bin/python3 "$here/relay_wire.py" "${@:2}"; }
answer_is() { # answer_is TEXT ARGUMENT...: of `ask`
  local got
  got=$(wire client ask eth0 "${@:2}")
  [[ $got == "$1" ]] || { echo "# $got"; return 1; }
}
heard() { [[ $(tail -n 1 "$dir/heard") == "$1" ]]; }
dropped() { ctl relay --json | jq -e "any(.drops[]; .id == \"$1\" and .count == $2)"; }
state_is() { # state_is STATE REASON: of the link
  ctl relay --json | jq -e ".links[0] | .state == \"$1\" and (.reason | contains(\"$2\"))"
}

ip netns exec "$lab-srv" /usr/bin/python3 "$here/relay_wire.py" server \
  >"$dir/heard" 2>"$dir/srv.log" &
srv_pid=$!
wait_for 10 grep -q ready "$dir/heard"
relay_start
check "F6 R1: an answer comes back whole" answer_is "11 1000 whole" ff02::1:2 11 1000
check "F4: under the address of the link" heard "12 2001:db8:b::1 $((1000 + 34 + 4 + 9 + 12))"
check "F18: so does one of 60,000 bytes, in fragments" answer_is "11 60000 whole" ff02::1:2 11 60000
check "F18: one that does not fit a datagram any more is dropped" \
  answer_is nothing ff02::1:2 11 65480
check "and counted" dropped too-big 1
check "F9 R3: a type that nobody knows goes both ways" answer_is "200 90 whole" ff02::1:2 200 90
check "F9: so does the registration of an address, from that address" \
  answer_is "36 90 whole" ff02::1:2 36 90 546 2001:db8:b::5
check "F14: with the link-layer address of its frame" \
  heard "12 2001:db8:b::1 $((90 + 34 + 4 + 9 + 12))"
check "F11: what only servers send does not" answer_is nothing ff02::1:2 2 90
check "F12: nor does what a client sends to our own address" \
  answer_is nothing 2001:db8:b::1 11 90
check "R4 P1 P2: a relay below is answered at the port that it asked from" \
  answer_is "13 $((34 + 4 + 90)) whole" 2001:db8:b::1 11 90 1000
check "F7: and is found by its address" heard "12 :: $((34 + 4 + 90 + 34 + 4 + 9 + 6))"

say "over a restart and a renumbering"
check "the client asks" answer_is "11 90 whole" ff02::1:2 11 90
ip netns exec "$lab-client" /usr/bin/python3 "$here/relay_wire.py" listen eth0 >"$dir/got" &
listen_pid=$!
wait_for 10 grep -q ready "$dir/got"
kill -KILL "$relay_pid"
wait "$relay_pid" 2>/dev/null || true
relay_start
got() { (($(grep -cx 11 "$dir/got") == $1)); }
kill -USR1 "$srv_pid"
check "R5: a new run delivers what the server sends unasked" wait_for 5 got 1
ip -n "$lab-relay" addr add 2001:db8:bb::1/64 dev lower nodad
ip -n "$lab-relay" addr del 2001:db8:b::1/64 dev lower
told() { grep -F ' relay-topology: ' "$server_log" | shows "$1"; }
check "Y2: a new link-address is an event" wait_for 5 \
  told 'interface lower has the link-address 2001:db8:bb::1 now; the last was 2001:db8:b::1'
kill -USR1 "$srv_pid"
check "Y4: a reply under the old address still arrives" wait_for 5 got 2
kill "$listen_pid"
wait "$listen_pid" 2>/dev/null || true
check "the client asks again" answer_is "11 90 whole" ff02::1:2 11 90
check "Y4: under the new address" heard "12 2001:db8:bb::1 $((90 + 34 + 4 + 9 + 12))"
ip -n "$lab-relay" addr del 2001:db8:bb::1/64 dev lower
sleep 1
check "F4: it asks with a link-local address when there is no other" \
  answer_is "11 90 whole" ff02::1:2 11 90
check "which servers see" heard "12 $(link_local relay lower) $((90 + 34 + 4 + 9 + 12))"
check "and the log" grep -q 'relay-link-local: link floor' "$dir/relay.2.log"
check "Y6: ward6ctl says why that is no good" state_is ready "no global address"
ip -n "$lab-relay" addr add 2001:db8:bb::1/64 dev lower nodad
kill -TERM "$relay_pid"
check "the relay stops cleanly" wait "$relay_pid"

say "on addresses of choice"
cat >"$dir/relay.yaml" <<'END'
server: {listen: ["2001:db8:a::2", "2001:db8:bb::1"]}
links:
  floor: {interface: lower, relay: {to: 2001:db8:a::1, trust-relays: true, source-port: true}}
END
ip -n "$lab-client" addr add 2001:db8:bb::5/64 dev eth0 nodad
ip -n "$lab-client" addr add 2001:db8:a::1/128 dev eth0 nodad # which is the server's
relay_start
check "what a relay below sends to one of them is relayed" \
  answer_is "13 $((34 + 4 + 90)) whole" 2001:db8:bb::1 11 90 1000
wire client forge 2001:db8:a::1 2001:db8:bb::1 floor
check "S1: who has the server's address on a client link is not the server" \
  wait_for 5 dropped reply-on-client-link 1
kill -TERM "$relay_pid"
check "it stops cleanly" wait "$relay_pid"

say "an interface that is gone"
sed -i '1i log: {format: json}' "$dir/relay.yaml"
server_ready() { grep -qF '"msg":"ready"' "$server_log"; }
relay_start
ip -n "$lab-relay" link del lower
event() {
  grep -F '"relay-topology"' "$server_log" |
    jq -e 'select(."relay-if-name" == "lower" and ."last-ipv6-addr" == "2001:db8:bb::1")'
}
check "Y2: an interface that is gone is an event, with its name and last address" wait_for 5 event
kill -TERM "$relay_pid"
summary
