#!/bin/bash
# The daemon's life: interfaces that come late, go and come again; reload with good and bad files;
# what the service manager is told; a reservation; two daemons on one state directory; a clean end.
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
ip -n "$lab-srv" link set lan down
check "it says that the interface is down" wait_for 5 log_says 'interface lan is down'
ip -n "$lab-srv" link set lan up
ip -n "$lab-srv" addr add fe80::99/64 dev lan nodad
ip -n "$lab-srv" addr del "$(link_local srv lan | grep -v '^fe80::99$')/64" dev lan
wait_for 10 has_link_local srv lan
sleep 1
check "it serves again after the interface was down and has another address" load 1500 100

say "what ward6ctl tells"
answers() { ctl "${@:2}" --json | jq -e "$1" >/dev/null; }
check "links" answers '.[0] | .name == "load" and .interface == "lan" and .listening' links
check "stats" answers '.links.load.solicit.replied > 99 and .sockets.received > 0' stats
check "leases of a link" answers 'length > 0 and all(.[]; .link == "load")' leases --link load
check "leases of no link" answers 'length == 0' leases --link other
duid=$(ctl leases --json | jq -r '.[0].duid')
check "leases of a client" answers "length == 2 and all(.[]; .duid == \"$duid\")" \
  leases --duid "$duid"
check "leases by state" answers 'length == 0' leases --state declined
prefix=$(ctl leases --json | jq -r 'map(select(.prefix)) | .[0].prefix')
check "leases around an address" answers ".[0].prefix == \"$prefix\"" leases \
  --address "${prefix%/*}"
online=$(ctl leases --json --address "$prefix" | jq length)
check "a filter means the same with --offline" \
  test "$online" -eq "$(ctl_offline leases --json --address "$prefix" | jq length)"
check "the level of the log" answers '.level == "debug"' log-level debug
code=0
ctl leases --duid 00 >/dev/null 2>&1 || code=$?
check "what it does not know is refused with exit code 1" test "$code" -eq 1

say "reload"
printf 'links:\n  load:\n    interfaces: lan\n' >"$dir/ward6.yaml"
kill -HUP "$server_pid"
check "a bad file is refused with line and column" wait_for 10 log_says 'ward6.yaml:3:5'
check "and the old configuration stays" load 2000 100
sed 's/2001:db8:1::/2001:db8:2::/' "$here/configs/load.yaml" >"$dir/ward6.yaml"
kill -HUP "$server_pid"
wait_for 10 log_says 'reload' || true
sleep 1
cp "$dir/ward6.yaml" "$dir/good"
printf 'links: 3\n' >"$dir/ward6.yaml"
code=0
ctl reload >"$dir/said" 2>&1 || code=$?
cp "$dir/good" "$dir/ward6.yaml"
check "ward6ctl reload has exit code 1 when the file is bad" test "$code" -eq 1
check "and says what is wrong" shows 'ward6.yaml:1:8' <"$dir/said"
check "ward6ctl reload takes a good file" ctl reload
check "a good file takes effect" bash -c "
  ip netns exec '$lab-c1' '$WARD6_TEST_LOAD' --interface eth0 --clean --clients 10 --first 3000 \
    --acked '$dir/acked' && grep -q 2001:db8:2: '$dir/acked'"

say "two daemons on one state directory"
code=0
ns srv timeout 10 "$WARD6D" --config "$dir/ward6.yaml" --state-dir "$dir/state" \
  --runtime-dir "$dir/run2" --foreground >"$dir/second.log" 2>&1 || code=$?
check "the second is refused with exit code 75" test "$code" -eq 75
check "and names the first" grep -qE "process [0-9]+" "$dir/second.log"

check "a bad configuration has exit code 2" bash -c "
  printf 'links: 3\n' >'$dir/bad.yaml'; '$WARD6D' --check --config '$dir/bad.yaml' >/dev/null 2>&1
  test \$? -eq 2"
check "the server stops cleanly" server_stop

say "the service manager, and a reservation by the address of the frame"
mac=$(ns c1 cat /sys/class/net/eth0/address)
cat >"$dir/ward6.yaml" <<END
links:
  load:
    interface: lan
    serve:
      prefixes: [{prefix: "2001:db8:3::/64"}]
      hosts: [{name: printer, match: {mac: "$mac"}, address: "::7"}]
END
cat >"$dir/notified.py" <<'END'
import os, socket, sys
inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
inbox.bind(sys.argv[1])
print("listening", flush=True)
while True:
    print(inbox.recv(4096).decode().replace("\n", " "), flush=True)
END
/usr/bin/python3 "$dir/notified.py" "$dir/notify" >"$dir/notified" &
notified_pid=$!
wait_for 10 test -S "$dir/notify"
export NOTIFY_SOCKET=$dir/notify WATCHDOG_USEC=1000000
server_start "$dir/ward6.yaml"
unset NOTIFY_SOCKET WATCHDOG_USEC
told() { (($(grep -cF "$1" "$dir/notified") >= ${2:-1})); }
check "it is told that the daemon is ready" wait_for 5 told READY=1
check "and that it lives, twice a second" wait_for 5 told WATCHDOG=1 3
ctl reload
check "and that it reloads" wait_for 5 told RELOADING=1
check "and is ready again" wait_for 5 told READY=1 2
ns c1 timeout 30 dhclient -6 -1 -cf /dev/null -lf "$dir/c1.leases" -pf "$dir/c1.pid" -sf /bin/true \
  -D LL eth0 >"$dir/dhclient.log" 2>&1 || true
check "the client of that frame gets its address" shows 'iaaddr 2001:db8:3::7 ' <"$dir/c1.leases"
check "the server stops cleanly once more" server_stop
check "and that is told" told STOPPING=1
kill "$notified_pid"
summary
