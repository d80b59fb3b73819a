#!/bin/bash
# client.sh KIND DIR: runs one DHCPv6 client on eth0 in the foreground, with its files in DIR. To be
# started in a namespace by `unshare --mount`: the folders that clients insist on are covered by
# folders of DIR, so that the host's own are never touched.
#   KIND: dhclient dhcpcd dibbler wide networkd, and dhclient-stateless
# What the client learned is in DIR/env, DIR/log and its state folders.
set -euo pipefail
kind=$1 dir=$2
mkdir -p "$dir"/{etc,var,run,tmp}
cover() {
  mkdir -p "$1" "$2"
  mount --bind "$1" "$2"
}
mount -o remount,ro /sys # networkd: no udev to wait for

# Called by clients with what they learned in the environment.
cat >"$dir/hook" <<END
#!/bin/sh
env | grep -E '^(new_|reason|REASON|interface)' | tr '\\n' ' ' >>"$dir/env"
echo >>"$dir/env"
case "\${reason:-}" in
  BOUND6|RENEW6|REBIND6)
    [ -z "\${new_ip6_address:-}" ] || [ -z "\${WITH_DHCLIENT:-}" ] ||
      ip -6 addr replace "\$new_ip6_address/128" dev eth0 ;;
esac
exit 0
END
chmod +x "$dir/hook"

case $kind in
  dhclient)
    export WITH_DHCLIENT=1
    exec dhclient -6 -N -P -d -v -pf "$dir/run/pid" -lf "$dir/var/leases" -sf "$dir/hook" \
      -e WITH_DHCLIENT=1 eth0
    ;;
  dhclient-stateless)
    exec dhclient -6 -S -d -v -pf "$dir/run/pid" -lf "$dir/var/leases" -sf "$dir/hook" eth0
    ;;
  dhcpcd)
    cover "$dir/var" /var/lib/dhcpcd
    cover "$dir/run" /run/dhcpcd
    cat >"$dir/etc/conf" <<END
duid ll
noipv6rs
ipv6only
option dhcp6_name_servers
option dhcp6_domain_search
script $dir/hook
interface eth0
  dhcp6
  ia_na 1
  ia_pd 2 -
END
    exec dhcpcd -6 -B -d -f "$dir/etc/conf" eth0
    ;;
  dibbler)
    cover "$dir/etc" /etc/dibbler
    cover "$dir/var" /var/lib/dibbler
    cover "$dir/tmp" /var/log/dibbler
    cat >/etc/dibbler/client.conf <<END
log-level 8
log-mode short
skip-confirm
duid-type duid-ll
iface "eth0" {
  ia
  pd
  option dns-server
  option domain
}
END
    cd "$dir"
    exec dibbler-client run
    ;;
  wide)
    cover "$dir/var" /var/lib/dhcpv6
    cat >"$dir/etc/conf" <<END
interface eth0 {
  send ia-na 1;
  send ia-pd 1;
  request domain-name-servers;
  request domain-name;
  script "$dir/hook";
};
id-assoc na 1 { };
id-assoc pd 1 { prefix-interface down0 { sla-id 1; sla-len 8; }; };
END
    exec dhcp6c -f -D -c "$dir/etc/conf" -p "$dir/run/pid" eth0
    ;;
  networkd)
    cover "$dir/run" /run/systemd
    cover "$dir/etc" /etc/systemd/network
    mount -t tmpfs none /lib/systemd/network
    mkdir -p /run/systemd/netif/{leases,links,lldp}
    chown -R systemd-network /run/systemd/netif
    cat >/etc/systemd/network/10-lab.network <<END
[Match]
Name=eth0
[Network]
DHCP=ipv6
IPv6AcceptRA=no
LinkLocalAddressing=ipv6
[DHCPv6]
WithoutRA=solicit
DUIDType=link-layer
PrefixDelegationHint=::/56
END
    export SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console
    exec /lib/systemd/systemd-networkd
    ;;
  *)
    echo "client.sh: unknown client $kind" >&2
    exit 64
    ;;
esac
