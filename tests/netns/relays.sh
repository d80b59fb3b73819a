# Two relays between a client and a server, each of a make of choice. Sourced after lib.sh and
# clients.sh; a script with ward6d as relay1 or relay2 writes relay1.yaml and relay2.yaml.
# shellcheck shell=bash
# shellcheck source=tests/netns/lib.sh disable=SC2154

# client eth0 -- (lower) relay1 (upper) -- (lower) relay2 (upper) -- lan srv
for name in srv relay2 relay1 client; do make_ns "$name"; done
link_pair client eth0 relay1 lower
link_pair relay1 upper relay2 lower
link_pair relay2 upper srv lan
for name in relay1 relay2; do ns "$name" sysctl -qw net.ipv6.conf.all.forwarding=1; done
ip -n "$lab-relay1" addr add 2001:db8:b::1/64 dev lower nodad
ip -n "$lab-relay1" addr add 2001:db8:ab::1/64 dev upper nodad
ip -n "$lab-relay2" addr add 2001:db8:ab::2/64 dev lower nodad
ip -n "$lab-relay2" addr add 2001:db8:a::2/64 dev upper nodad
ip -n "$lab-srv" addr add 2001:db8:a::1/64 dev lan nodad
ip -n "$lab-relay1" route add 2001:db8:a::/64 via 2001:db8:ab::2
ip -n "$lab-srv" route add 2001:db8:b::/64 via 2001:db8:a::2
ip -n "$lab-srv" route add 2001:db8:ab::/64 via 2001:db8:a::2
ip -n "$lab-relay2" route add 2001:db8:b::/64 via 2001:db8:ab::1
for port in "client eth0" "relay1 lower" "relay1 upper" "relay2 lower" "relay2 upper" "srv lan"; do
  # shellcheck disable=SC2086
  wait_for 10 has_link_local $port
done

declare -A pid_of
agent_ready() { grep -q ' ready: ' "$dir/$1.log"; }
# dibbler knows one place for its files: it gets its own there. dibbler ROLE NAME
dibbler() {
  mkdir -p "$dir/$2.dibbler" "$dir/$2.lib"
  cp "$dir/$2.conf" "$dir/$2.dibbler/$1.conf"
  # shellcheck disable=SC2016 # its own arguments
  exec ip netns exec "$lab-$2" unshare --mount --propagation private bash -c '
    mount --bind "$2" /etc/dibbler && mount --bind "$3" /var/lib/dibbler && exec "dibbler-$1" run' \
    dibbler "$1" "$dir/$2.dibbler" "$dir/$2.lib"
}
agent_start() { # agent_start NAME ward6|dhcrelay|dibbler|wide|dnsmasq|router NEXT-HOP
  local own=2001:db8:b::1
  [[ $1 == relay2 ]] && own=2001:db8:ab::2
  case $2 in
    router) return ;; # it forwards packets only
    ward6)
      mkdir -p "$dir/$1.run" "$dir/$1.state"
      ip netns exec "$lab-$1" "$WARD6D" --config "$dir/$1.yaml" --state-dir "$dir/$1.state" \
        --runtime-dir "$dir/$1.run" --foreground --log-level debug >"$dir/$1.log" 2>&1 &
      ;;
    dhcrelay)
      ip netns exec "$lab-$1" dhcrelay -6 -d -q --no-pid -I -l lower -u "$3%upper" \
        >"$dir/$1.log" 2>&1 &
      ;;
    dibbler)
      printf 'log-level 7\niface lower {\n client multicast yes\n client unicast %s\n' "$own" \
        >"$dir/$1.conf"
      printf ' interface-id 5020\n}\niface upper {\n server unicast %s\n}\n' "$3" >>"$dir/$1.conf"
      dibbler relay "$1" >"$dir/$1.log" 2>&1 &
      ;;
    wide)
      ip netns exec "$lab-$1" dhcp6relay -f -d -p "$dir/$1.pid" -r upper -s "$3" lower \
        >"$dir/$1.log" 2>&1 &
      ;;
    dnsmasq)
      ip netns exec "$lab-$1" dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 \
        --user=root --pid-file="$dir/$1.pid" --log-dhcp --log-facility=- \
        --dhcp-relay="$own,$3,upper" >"$dir/$1.log" 2>&1 &
      ;;
  esac
  pid_of[$1]=$!
  if [[ $2 == ward6 ]]; then
    wait_for 15 agent_ready "$1" || { fail "ward6d starts as $1"; tail "$dir/$1.log"; exit 1; }
  else
    sleep 1.5
  fi
}
agent_stop() {
  [[ -n ${pid_of[$1]:-} ]] || return 0
  kill -TERM "${pid_of[$1]}" 2>/dev/null || true
  wait "${pid_of[$1]}" 2>/dev/null || true
  unset "pid_of[$1]"
}
server_of() { # server_of ward6|kea|isc|dibbler
  case $1 in
    ward6) server_start "$here/configs/relayed.yaml" && pid_of[srv]=$server_pid ;;
    kea)
      mkdir -p "$dir/kea"
      cat >"$dir/kea.json" <<END
{"Dhcp6": {"interfaces-config": {"interfaces": ["lan/2001:db8:a::1"]},
  "lease-database": {"type": "memfile", "persist": false, "lfc-interval": 0},
  "renew-timer": 4, "rebind-timer": 40, "preferred-lifetime": 60, "valid-lifetime": 120,
  "option-data": [{"name": "dns-servers", "data": "2001:db8::53"}],
  "subnet6": [{"subnet": "2001:db8:b::/64", "pools": [{"pool": "2001:db8:b::1:0/112"}],
    "pd-pools": [{"prefix": "2001:db8:1000::", "prefix-len": 40, "delegated-len": 56}]}]}}
END
      KEA_PIDFILE_DIR="$dir/kea" KEA_LOCKFILE_DIR="$dir/kea" KEA_DHCP_DATA_DIR="$dir/kea" \
        ip netns exec "$lab-srv" kea-dhcp6 -c "$dir/kea.json" >"$dir/kea.log" 2>&1 &
      pid_of[srv]=$!
      wait_for 15 grep -q DHCP6_STARTED "$dir/kea.log"
      ;;
    dibbler)
      cat >"$dir/srv.conf" <<'END'
log-level 7
iface lan {
  unicast 2001:db8:a::1
  class { pool 2001:db8:a::1:0/112 }
}
iface relay0 {
  relay lan
  subnet 2001:db8:b::/64
  interface-id "floor"
  t1 4
  t2 40
  prefered-lifetime 60
  valid-lifetime 120
  class { pool 2001:db8:b::1:0/112 }
  pd-class { pd-pool 2001:db8:1000::/40 pd-length 56 }
  option dns-server 2001:db8::53
}
END
      dibbler server srv >"$dir/dibbler-server.log" 2>&1 &
      pid_of[srv]=$!
      sleep 2
      ;;
    isc)
      cat >"$dir/dhcpd.conf" <<'END'
default-lease-time 120; preferred-lifetime 60; option dhcp-renewal-time 4;
option dhcp-rebinding-time 40; option dhcp6.name-servers 2001:db8::53;
subnet6 2001:db8:a::/64 { }
subnet6 2001:db8:b::/64 {
  range6 2001:db8:b::1:0/112; prefix6 2001:db8:1000:: 2001:db8:1000:ff00:: /56;
}
END
      : >"$dir/dhcpd.leases"
      ip netns exec "$lab-srv" dhcpd -6 -f -q -cf "$dir/dhcpd.conf" -lf "$dir/dhcpd.leases" \
        -pf "$dir/dhcpd.pid" lan >"$dir/dhcpd.log" 2>&1 &
      pid_of[srv]=$!
      sleep 1.5
      ;;
  esac
}

# A message of this type that the client's wire shows answered by a Reply.
answered() { # answered TYPE
  [[ -n $(tshark -r "$dir/client.pcap" -T fields -e dhcpv6.msgtype -e dhcpv6.xid 2>/dev/null |
    awk -v type="$1" '$1 == type { asked[$2] = 1 } $1 == 7 && asked[$2] { print; exit }') ]]
}
leased() { grep -qF iaaddr "$dir/client/var/leases" && grep -qF iaprefix "$dir/client/var/leases"; }

chain() { # chain RELAY1 RELAY2 SERVER
  local what="client - $1 - $2 - $3" client_capture
  server_of "$3"
  agent_start relay2 "$2" 2001:db8:a::1
  if [[ $2 == router ]]; then
    agent_start relay1 "$1" 2001:db8:a::1
  else
    agent_start relay1 "$1" 2001:db8:ab::2
  fi
  rm -rf "$dir/client" "$dir/client.pcap"
  capture client eth0 "$dir/client.pcap"
  client_capture=$capture_pid
  capture srv lan "$dir/$1-$2-$3.pcap"
  client_start client dhclient
  check "$what: address and prefix" wait_for 30 leased
  check "$what: it renews" wait_for 25 answered 5
  client_release client dhclient
  check "$what: it releases" wait_for 10 answered 8
  capture_stop
  capture_pid=$client_capture
  capture_stop
  check "$what: tshark finds nothing malformed" capture_is_clean "$dir/$1-$2-$3.pcap"
}
chain_stop() {
  for name in relay1 relay2 srv; do agent_stop "$name"; done
}
# What the relay put in, as tshark reads it.
on_wire() { # on_wire CAPTURE FILTER
  [[ -n $(tshark -r "$1" -Y "$2" 2>/dev/null) ]]
}
