#!/bin/bash
# The daemon's life: interfaces that come late, go and come again; reload with good and bad files;
# two daemons on one state directory; a clean end.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load() { ns c1 "$WARD6_TEST_LOAD" --interface eth0 --clean --clients "$2" --first "$1" --ia both; }
log_says() { grep -qE "$1" "$server_log"; }

make_ns srv
cp "$here/configs/load.yaml" "$dir/ward6.yaml"
server_start "$dir/ward6.yaml"
check "it starts without its interface, and says so" wait_for 5 log_says 'lan'
ip -n "$lab-srv" link add lan type bridge
ip -n "$lab-srv" link set lan up
wire c1
check "it serves when the interface comes" wait_for 15 log_says 'interface-ready'
check "clients get leases" load 1 100

ip -n "$lab-srv" link del lan
ip -n "$lab-srv" link add lan type bridge
ip -n "$lab-srv" link set lan up
ip -n "$lab-srv" link set p-c1 master lan
wait_for 10 has_link_local srv lan
sleep 1
check "it serves again after the interface was deleted and made anew" load 1000 100

say "reload"
printf 'links:\n  load:\n    interfaces: lan\n' >"$dir/ward6.yaml"
kill -HUP "$server_pid"
check "a bad file is refused with line and column" wait_for 10 log_says 'ward6.yaml:3:5'
check "and the old configuration stays" load 2000 100
sed 's/2001:db8:1::/2001:db8:2::/' "$here/configs/load.yaml" >"$dir/ward6.yaml"
kill -HUP "$server_pid"
wait_for 10 log_says 'reload' || true
sleep 1
check "a good file takes effect" bash -c "
  ip netns exec '$lab-c1' '$WARD6_TEST_LOAD' --interface eth0 --clean --clients 10 --first 3000 \
    --acked '$dir/acked' && grep -q 2001:db8:2: '$dir/acked'"

say "two daemons on one state directory"
code=0
ns srv timeout 10 "$WARD6D" --config "$dir/ward6.yaml" --state-dir "$dir/state" \
  --runtime-dir "$dir/run2" --foreground >"$dir/second.log" 2>&1 || code=$?
check "the second is refused" test "$code" -ne 0
check "and names the first" grep -qE "process [0-9]+" "$dir/second.log"

check "a bad configuration has exit code 2" bash -c "
  printf 'links: 3\n' >'$dir/bad.yaml'; '$WARD6D' --check --config '$dir/bad.yaml' >/dev/null 2>&1
  test \$? -eq 2"
check "the server stops cleanly" server_stop
summary
