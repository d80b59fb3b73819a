#!/bin/bash
# Kea's load generator at a moderate rate: every exchange is answered, in time, and nothing is
# answered that was not asked (its orphans). Rapid Commit is in load_test.sh: perfdhcp 2.2 ends
# at its first Reply with "Packets exchange not specified".
# shellcheck source=tests/netns/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
drop_time=5 # seconds; the machine may be busy with other things

make_server_ns
wire c1
server_start "$here/configs/load.yaml"

# perfdhcp's closing statistics: "KIND sent N received N drops N orphans N" for each exchange.
statistics() {
  awk '
    /^\*\*\*Statistics for: / { kind = $3; sub(/\*+$/, "", kind) }
    /^sent packets: / { sent = $3 }
    /^received packets: / { received = $3 }
    /^drops: / { drops = $2 }
    /^orphans: / { print kind, "sent", sent, "received", received, "drops", drops, "orphans", $2 }
    ' "$1"
}
# clean_run KINDS SENT_MIN FILE: each of KINDS (comma-separated) sent enough, and lost nothing. A
# Reply is tried against each kind in turn, so that those to Renew are orphans of REQUEST-REPLY; one
# that is no answer at all is an orphan of every kind, also of the last.
clean_run() {
  statistics "$3" | awk -v kinds="$1" -v sent_min="$2" '
    { seen[$1] = 1
      orphans = $9
      if ($3 < sent_min || $3 != $5 || $7 != 0) bad = 1 }
    END {
      if (orphans != 0) bad = 1
      split(kinds, wanted, ",")
      for (at in wanted) if (!(wanted[at] in seen)) bad = 1
      exit bad
    }'
}
# run TEXT KINDS SENT_MIN ARGUMENT...
run() {
  local text=$1 kinds=$2 sent_min=$3 output=$dir/perfdhcp.$2 code=0
  shift 3
  # -W: after the end it still waits a second for what is under way.
  ns c1 timeout 90 perfdhcp -6 -l eth0 -d "$drop_time" -W 1000000 "$@" all \
    >"$output" 2>&1 || code=$?
  while read -r line; do say "$line"; done < <(statistics "$output")
  check "$text: perfdhcp ends with 0" test "$code" -eq 0
  check "$text: no drops, no orphans" clean_run "$kinds" "$sent_min" "$output"
}

run "200 clients a second get an address and a prefix" SOLICIT-ADVERTISE,REQUEST-REPLY 1500 \
  -r 200 -p 10 -R 4000 -e address-and-prefix -b mac=00:0c:01:00:00:00
run "they renew and release" SOLICIT-ADVERTISE,REQUEST-REPLY,RENEW-REPLY,RELEASE-REPLY 300 \
  -r 200 -f 100 -F 80 -p 8 -R 4000 -b mac=00:0c:02:00:00:00
check "the server stops cleanly" server_stop
summary
