# Driving the real clients of clients/client.sh. Sourced after lib.sh.
# shellcheck shell=bash
# shellcheck source=tests/netns/lib.sh disable=SC2154

declare -A client_pids

# client_start NAME KIND
client_start() {
  mkdir -p "$dir/$1"
  ip netns exec "$lab-$1" "$here/clients/client.sh" "$2" "$dir/$1" >>"$dir/$1/output" 2>&1 &
  client_pids[$1]=$!
}
# client_release NAME KIND: asks the client to give its leases back, and ends it.
client_release() {
  case $2 in
    dhclient)
      kill -9 "${client_pids[$1]}"
      ns "$1" timeout 10 "$here/clients/client.sh" dhclient-release "$dir/$1" \
        >>"$dir/$1/output" 2>&1 || true
      ;;
    dhcpcd) kill -ALRM "${client_pids[$1]}" ;; # its signal for "release and exit"
    *) kill -TERM "${client_pids[$1]}" ;;
  esac
  wait_for 10 gone "${client_pids[$1]}" || kill -9 "${client_pids[$1]}"
  wait "${client_pids[$1]}" 2>/dev/null || true
}
gone() { ! kill -0 "$1" 2>/dev/null; }

# Everything that the client and the kernel of its namespace say about what was learned.
client_facts() {
  ns "$1" ip -6 addr show
  ns "$1" ip -6 route show table all
  cat "$dir/$1/env" "$dir/$1/output" "$dir/$1/etc/resolv.conf" 2>/dev/null || true
  find "$dir/$1" -type f -size -256k -path '*var*' -exec cat {} + 2>/dev/null || true
  find "$dir/$1/run" -type f -size -256k -exec cat {} + 2>/dev/null || true
}
client_knows() { client_facts "$1" | grep -qF -- "$2"; }

# The server's lines about a client, told by its link-local address. exchange_with NAME "Renew -> Reply"
exchange_with() { grep -F " $2 from " "$server_log" | grep -F " at $(link_local "$1" eth0) "; }
# The address, or the prefix, in the last such line.
granted_address() { exchange_with "$1" "$2" | tail -n 1 | grep -oE '2001:db8:1::[0-9a-f:]+' | head -n 1; }
granted_prefix() { exchange_with "$1" "$2" | tail -n 1 | grep -oE '2001:db8:10[0-9a-f:]+/56' | head -n 1; }
# Some Renew was answered with the address, and none with another one. (WIDE renews each IA in a
# message of its own.)
keeps_address() {
  local seen
  seen=$(exchange_with "$1" "$2" | grep -oE '2001:db8:1::[0-9a-f:]+' | sort -u)
  [[ $seen == "$3" ]]
}
keeps_prefix() {
  local seen
  seen=$(exchange_with "$1" "$2" | grep -oE '2001:db8:10[0-9a-f:]+/56' | sort -u)
  [[ $seen == "$3" ]]
}
