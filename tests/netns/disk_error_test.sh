#!/bin/bash
# The disk fails while clients are served: after a failed fdatasync no Reply leaves that waited for
# it, the daemon ends and says why, and what was acknowledged before is there after a restart. And:
# each Reply waits for an fdatasync at all.
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

make_server_ns
wire c1
# traced_start STRACE-ARGUMENT...: ward6d under strace, which sees each fdatasync of the daemon.
traced_start() {
  server_runs=$((server_runs + 1))
  server_log=$dir/server.$server_runs.log
  trace=$dir/trace.$server_runs
  mkdir -p "$dir/state" "$dir/run"
  ip netns exec "$lab-srv" strace -f -q -e trace=fdatasync -o "$trace" "$@" "$WARD6D" \
    --config "$here/configs/load.yaml" --state-dir "$dir/state" --runtime-dir "$dir/run" \
    --foreground --log-level info >"$server_log" 2>&1 &
  server_pid=$!
  wait_for 30 server_ready || { fail "ward6d starts"; summary; exit 1; }
}
syncs() { grep -c 'fdatasync.*= 0' "$trace" || true; }
one_client() { # one_client NUMBER ACKED: with Rapid Commit, once, and a little while for the answer
  ns c1 "$WARD6_TEST_LOAD" --interface eth0 --rapid --window 1 --clients 1 --first "$1" --tries 1 \
    --timeout-ms 3000 --acked "$2" >/dev/null 2>&1 || true
}
all_there() { /usr/bin/python3 "$here/held.py" "$dir/acked" "$1"; }
ended() { ! kill -0 "$server_pid" 2>/dev/null; }

traced_start
for number in 1 2 3 4 5; do
  before=$(syncs)
  one_client "$number" "$dir/acked.$number"
  check "client $number is answered, after an fdatasync" \
    test -s "$dir/acked.$number" -a "$(syncs)" -gt "$before"
  cat "$dir/acked.$number" >>"$dir/acked"
done
ip netns exec "$lab-srv" "$WARD6CTL" --socket "$dir/run/control.sock" status --json >"$dir/status"
kill -TERM "$(jq .pid "$dir/status")"
check "it stops cleanly" wait "$server_pid"

say "an input/output error"
# The first one is that of the start.
traced_start --inject=fdatasync:error=EIO:when=4+
failed_at=""
for number in 11 12 13 14 15 16; do
  one_client "$number" "$dir/acked.$number"
  if [[ ! -s $dir/acked.$number ]]; then
    failed_at=$number
    break
  fi
  cat "$dir/acked.$number" >>"$dir/acked"
done
check "at some client the disk fails, and it gets no Reply" test -n "$failed_at"
check "the daemon ends" wait_for 10 ended
code=0
wait "$server_pid" || code=$?
check "with exit code 1" test "$code" -eq 1
check "and says why" grep -q 'store-failed: .*Input/output error' "$server_log"

say "after a restart"
server_start "$here/configs/load.yaml"
ctl leases --json >"$dir/leases.json"
check "every acknowledged lease is there" all_there "$dir/leases.json"
check "clients are served again" ns c1 "$WARD6_TEST_LOAD" --interface eth0 --clean --clients 20 \
  --first 100
check "the server stops cleanly" server_stop
summary
