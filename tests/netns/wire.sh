# What was really on the wire: a capture that tshark decodes while it grows. Sourced after lib.sh.
# Nothing here asks the server, so it holds for any server.
# shellcheck shell=bash
# shellcheck source=tests/netns/lib.sh disable=SC2154

wire_from=1 # the first row that counts; see wire_mark

# wire_watch NAME INTERFACE: captures into $dir/wire.pcap, decodes into $dir/wire.rows: one row a
# packet, columns as in -e below.
wire_watch() {
  capture "$1" "$2" "$dir/wire.pcap"
  tail -c +1 -s 0.2 -f --pid="$capture_pid" "$dir/wire.pcap" |
    tshark -n -l -r - -T fields -E separator='|' -e ipv6.src -e ipv6.dst -e dhcpv6.msgtype \
      -e dhcpv6.xid -e dhcpv6.iaaddr.ip -e dhcpv6.iaaddr.valid_lifetime \
      -e dhcpv6.iaprefix.pref_addr -e dhcpv6.iaprefix.valid_lifetime -e dhcpv6.status_code \
      -e dhcpv6.dns_server >"$dir/wire.rows" 2>"$dir/wire.log" &
}
# From here on only later packets count.
wire_mark() { wire_from=$(($(wc -l <"$dir/wire.rows") + 1)); }

# wire_exchange NAME QUESTION: for each Reply to a QUESTION (its message's name) of client NAME, a
# row "addresses|valid lifetimes|prefixes|valid lifetimes|status codes|DNS servers"; fails when
# there is none. A pair is told by the transaction id and both link-local addresses.
wire_exchange() {
  local -A types=([Solicit]=1 [Request]=3 [Confirm]=4 [Renew]=5 [Rebind]=6 [Release]=8 [Decline]=9
    [Information-request]=11)
  awk -F '|' -v from="$wire_from" -v client="$(link_local "$1" eth0)" -v asked="${types[$2]}" '
    NR < from { next }
    $1 == client { question[$4] = $3 }
    $2 == client && $3 == 7 && question[$4] == asked {
      print $5 "|" $6 "|" $7 "|" $8 "|" $9 "|" $10
      found = 1
    }
    END { exit !found }' "$dir/wire.rows"
}
# wire_granted NAME QUESTION address|prefix: each different one that the server granted, with a
# lifetime that is not over and no status code but Success.
wire_granted() {
  local column=1
  [[ $3 == address ]] || column=3
  wire_exchange "$1" "$2" | awk -F '|' -v column="$column" '
    $5 ~ /[1-9]/ { next }
    { split($column, resources, ","); split($(column + 1), valid, ",")
      for (at in resources) if (valid[at] > 0) print resources[at] }' | sort -u
}
# wire_keeps NAME QUESTION address|prefix RESOURCE: it was granted, and no other was.
wire_keeps() { [[ $(wire_granted "$1" "$2" "$3") == "$4" ]]; }
# Every Reply to the Release says Success.
wire_released() {
  local rows
  rows=$(wire_exchange "$1" Release) && ! cut -d '|' -f 5 <<<"$rows" | grep -qvE '^0(,0)*$'
}
# The Replies to QUESTION hold the DNS server.
wire_has_dns() { wire_exchange "$1" "$2" | shows "|$3"; }
