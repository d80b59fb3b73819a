#!/bin/bash
# The file system of the state directory runs full under load: no Reply leaves that is not on the
# disk, the daemon stays, says so, and goes on by itself when there is room; nothing is lost.
if [[ -z ${WARD6_OWN_MOUNTS:-} ]]; then
  # Its mount goes with it, whatever happens.
  exec env WARD6_OWN_MOUNTS=1 unshare --mount --propagation private bash "${BASH_SOURCE[0]}"
fi
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

load() { # load FIRST SECONDS: more clients than the disk has room for
  ip netns exec "$lab-c1" "$WARD6_TEST_LOAD" --interface eth0 --rapid --window 128 --tries 1 \
    --first "$1" --clients 3000000 --seconds "$2" --acked "$dir/acked.$1" >"$dir/load.$1" 2>&1 ||
    true
  cat "$dir/acked.$1" >>"$dir/acked"
}
says() { grep -q "$1" "$server_log"; }
status_says_full() { ctl status --json | shows '"disk_full":true'; }
status_says_room() { ctl status --json | shows '"disk_full":false'; }
alive() { kill -0 "$server_pid"; }
more_acked_than() { (($(wc -l <"$dir/acked.$1") > $2)); }
all_there() { /usr/bin/python3 "$here/held.py" "$dir/acked" "$1"; }
leave_room() { # leave_room MIB: beyond what the files take now, however many leases that was
  mount -o "remount,size=$(($(du -sk "$dir/state" | cut -f1) + $1 * 1024))k" "$dir/state"
}
processor_time() { awk '{print $14 + $15}' "/proc/$server_pid/stat"; }

make_server_ns
wire c1
mkdir -p "$dir/state"
mount -t tmpfs -o size=14m,mode=0700 tmpfs "$dir/state"
trap 'umount -l "$dir/state"; end_lab' EXIT # the folder is removed, too
server_start "$here/configs/load.yaml"

load 1000000 10
check "the disk is full" wait_for 10 says 'store-full'
check "the daemon is there" alive
check "ward6ctl status says so" status_says_full
before=$(processor_time)
sleep 2
check "it does not spin while it waits" test $(($(processor_time) - before)) -lt 40
load 5000000 1
check "nothing is acknowledged that cannot be written" test ! -s "$dir/acked.5000000"

leave_room 240
check "with room it goes on by itself" wait_for 10 says 'store-room-again'
check "ward6ctl status says so too" wait_for 10 status_says_room
load 9000000 2
check "and new clients are served" more_acked_than 9000000 1000
ctl leases --json >"$dir/leases.json"
check "every acknowledged lease is in the daemon" all_there "$dir/leases.json"
server_kill9
ctl_offline leases --json >"$dir/leases.json" 2>"$dir/offline.log"
check "and on the disk after a kill" all_there "$dir/leases.json"

say "killed while the disk is full"
leave_room 10
server_start "$here/configs/load.yaml"
load 13000000 8
check "the disk is full again" wait_for 10 says 'store-full'
server_kill9
leave_room 240
server_start "$here/configs/load.yaml"
ctl leases --json >"$dir/leases.json"
check "every acknowledged lease is there after the restart" all_there "$dir/leases.json"
check "the server stops cleanly" server_stop
summary
