#!/bin/bash
# RA Guard that only observes, that learns, and that holds a router to what it may say.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/netns/guard_lab.sh
source "$here/guard_lab.sh"

guard_yaml() { # guard_yaml SETTINGS: of the guard
  printf 'links:\n  lan:\n    interface: br0\n    guard:\n' >"$dir/guard.yaml"
  sed 's/^/      /' >>"$dir/guard.yaml"
}
guard_end() {
  kill -TERM "$guard_pid"
  wait "$guard_pid" || true
}
poisoned() { ip -n "$lab-vic" -6 addr show dev eth0 | shows 2001:db8:bad; }
no_rules() { [[ -z $(ns sw nft list ruleset) ]]; }

radvd_start
dhcp_start
check "the victim has a default route" wait_for 15 has_route vic

say "observe"
guard_yaml <<END
action: observe
router-ports: p-rtr
server-ports: p-srv
routers: {gw: {address: "$router_ll", mac: "$router_mac", prefixes: [2001:db8:1::/64]}}
END
guard_start
frames plain
check "what it sees it tells" wait_for 1 told "port p-att: seen: $attacker_mac"
check "and touches nothing" wait_for 5 poisoned
check "nor has it rules" no_rules
seen() { ask guard --json | jq -e '.rogues[] | select(.outcome == "seen" and .port == "p-att")'; }
check "ward6ctl says so" eval 'seen >/dev/null'
guard_end

say "heal"
guard_yaml <<END
action: observe
heal: solicit
router-ports: p-rtr
routers: {gw: {address: "$router_ll", mac: "$router_mac", prefixes: [2001:db8:1::/64]}}
END
kill -KILL "$radvd_pid"
wait "$radvd_pid" 2>/dev/null || true
# Left alone this router would speak again after minutes.
sed -i 's/Interval 3; \(.*\)Interval 4;/Interval 600; \1Interval 900;/' "$dir/radvd.conf"
radvd_run
wait_for 10 has_route vic
sleep 16 # the first three advertisements come sooner: RFC 4861 §6.2.4
guard_start
frames kill
lost() { ! has_route vic; }
check "a lie takes the default route away" wait_for 3 lost
check "the real router is asked to speak" wait_for 8 grep -q 'guard-heal: ' "$dir/guard.log"
check "and the route is there again" wait_for 8 has_route vic
guard_end
sed -i 's/Interval 600; \(.*\)Interval 900;/Interval 3; \1Interval 4;/' "$dir/radvd.conf"
kill -KILL "$radvd_pid"
wait "$radvd_pid" 2>/dev/null || true
radvd_run

say "learn"
printf 'action: learn\n' | guard_yaml
guard_start
learned() { ask guard learn 2>/dev/null | shows "mac: \"$router_mac\""; }
check "the router is learned" wait_for 10 learned
frames dhcp-port
servers() { ask guard learn | shows 'servers:'; }
check "and who is a server" wait_for 3 servers
check "nobody is reported" eval '! told p-att'
check "and nothing is blocked" no_rules
ask guard learn >"$dir/learned.yaml"
adopted() { "$WARD6D" --config "$dir/learned.yaml" --check; }
check "what was learned is configuration" adopted
check "with the port" grep -q 'router-ports: \["p-rtr"' "$dir/learned.yaml"
guard_end

say "what was learned, adopted"
# But for the attacker, who was learned as a server.
sed -e '/servers:/,$d' -e 's/server-ports: .*/server-ports: p-srv/' "$dir/learned.yaml" \
  >"$dir/guard.yaml"
guard_start
sleep 5 # radvd speaks every three or four seconds
check "the router may say what it said" eval '! told p-rtr'
allowed() {
  ask guard --json |
    jq -e '.ports[] | select(.name == "p-rtr").judged["allowed-router"] > 0' >/dev/null
}
check "and is seen to say it" allowed
kill -KILL "$radvd_pid"
wait "$radvd_pid" 2>/dev/null || true
sed -i 's/prefix 2001:db8:1::.64 { };/& prefix 2001:db8:cafe::\/64 { };/' "$dir/radvd.conf"
radvd_run
check "another prefix it may not say" wait_for 10 \
  told 'router-policy: a router that says what it may not'
check "which one is told" told 'prefix 2001:db8:cafe::/64'
check "and who is to blame" told 'the real router says what it may not'
offends() { ns sw nft list ruleset | grep -A 8 offenders | shows "$router_mac"; }
check "its advertisements are blocked for a while" wait_for 3 offends
guard_end

say "captures, judged without a daemon"
cat >"$dir/strict.yaml" <<END
links:
  lan:
    interface: br0
    guard:
      router-ports: p-rtr
      routers: {gw: {address: "$router_ll", mac: "$router_mac", prefixes: [2001:db8:1::/64]}}
END
# As the manifest has it for a host's port: D and P for each frame.
vectors=$here/../vectors/guard
explained() { # explained FILE
  "$WARD6CTL" guard explain "$vectors/$1" --config "$dir/strict.yaml" --port p-att --json |
    jq -rj 'if .verdict == "drop" then "D" else "P" end'
}
agrees() {
  local file expected got seen=0
  while IFS=$'\t' read -r file _ _ _ _ _ _ _ expected _; do
    [[ $file == *.pcap ]] || continue
    seen=$((seen + 1))
    got=$(explained "$file")
    [[ $got == "$expected" ]] || { echo "# $file: $got, not $expected"; return 1; }
  done <"$vectors/manifest.tsv"
  ((seen == 88))
}
check "ward6ctl guard explain agrees with the manifest on 88 captures" agrees
check "and with tshark on where an advertisement is" /usr/bin/python3 "$here/guard_witness.py" \
  "$WARD6CTL" "$dir/strict.yaml" "$vectors"
fails() { ! "$WARD6CTL" guard explain "$@" >"$dir/out" 2>&1; }
check "what is no capture is refused" fails "$dir/strict.yaml" --config "$dir/strict.yaml"
check "so is a port of no guard" fails "$vectors/fr26.pcap" --config "$dir/srv.yaml" --port p-att
summary
