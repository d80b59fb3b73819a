#!/bin/bash
# client.sh KIND DIR: runs one DHCPv6 client on eth0 of this network namespace in the foreground,
# with its files in DIR. It sees a host that it cannot write to, with folders of DIR in place of
# those that clients insist on: dibbler renames /etc/resolv.conf, networkd wants /run/systemd,
# each has its folder in /var/lib.
#   KIND: dhclient dhcpcd dibbler wide networkd, each also as KIND-stateless; dhclient-release;
#   vandal (for lib_test.sh) writes wherever it can
# What the client learned is in DIR/env, DIR/log, DIR/etc/resolv.conf and DIR/var.
set -euo pipefail
# What follows mounts over /etc: never without a mount namespace made here.
[[ ${3:-} == private ]] || exec unshare --mount --uts --propagation private "$0" "$1" "$2" private
kind=$1 dir=$2
# networkd sends it as its FQDN; tshark warns of a name of one label, such as the host may have.
hostname "$kind.example.net"
mkdir -p "$dir"/{etc,var,run,conf,log}

# ---- a host of its own --------------------------------------------------------------------------
if [[ ! -e $dir/etc/passwd ]]; then
  for file in alternatives group host.conf hosts iproute2 ld.so.cache ld.so.conf ld.so.conf.d \
    localtime nsswitch.conf passwd protocols services systemd; do
    if [[ -e /etc/$file ]]; then cp -a --no-preserve=ownership "/etc/$file" "$dir/etc/"; fi
  done
  mkdir -p "$dir"/etc/{dibbler,systemd/network}
  printf '# of the test\n' >"$dir/etc/resolv.conf"
  # Identities come from the interface's address (DUID-LL); some clients want one of these as well.
  basename "$dir" | md5sum | cut -c 1-32 >"$dir/etc/machine-id"
  # In a user namespace there is nobody but root to drop privileges to.
  if ! setpriv --reuid systemd-network true 2>/dev/null; then
    sed -i -E 's/^(systemd-network|dhcpcd|_dhcpcd):x:[0-9]+:[0-9]+:/\1:x:0:0:/' "$dir/etc/passwd"
    sed -i -E 's/^(systemd-network|dhcpcd|_dhcpcd):x:[0-9]+:/\1:x:0:/' "$dir/etc/group"
  fi
fi
mount --bind "$dir" "$dir"
mount --bind "$dir/etc" /etc
mount --bind "$dir/var" /var/lib
mount --bind "$dir/log" /var/log
mount --bind "$dir/run" /run
mount -o remount,bind,ro /
mount --bind -o ro /sys /sys # networkd: no udev to wait for

# Called by clients with what they learned in the environment: one line a call.
cat >"$dir/hook" <<END
#!/bin/sh
env | grep -E '^(new_|reason=|REASON=|interface=)' | tr '\\n' ' ' >>"$dir/env"
echo >>"$dir/env"
case "\${reason:-}" in
  BOUND6|RENEW6|REBIND6)
    [ -z "\${new_ip6_address:-}" ] || [ -z "\${WITH_DHCLIENT:-}" ] ||
      ip -6 addr replace "\$new_ip6_address/128" dev eth0 ;;
esac
exit 0
END
chmod +x "$dir/hook"

# ---- the clients --------------------------------------------------------------------------------
dhclient_options=(-6 -d -v -pf "$dir/run/pid" -lf "$dir/var/leases" -sf "$dir/hook")
case $kind in
  dhclient)
    exec dhclient -N -P "${dhclient_options[@]}" -e WITH_DHCLIENT=1 -D LL eth0
    ;;
  dhclient-release)
    exec dhclient -N -P -r "${dhclient_options[@]}" -D LL eth0
    ;;
  dhclient-stateless)
    exec dhclient -S "${dhclient_options[@]}" -D LL eth0
    ;;
  dhcpcd | dhcpcd-stateless)
    mkdir -p /run/dhcpcd /var/lib/dhcpcd
    wanted=$'dhcp6\n  ia_na 1\n  ia_pd 2 -'
    [[ $kind == dhcpcd ]] || wanted=inform6
    cat >"$dir/conf/dhcpcd" <<END
duid ll
noipv6rs
ipv6only
option dhcp6_name_servers
option dhcp6_domain_search
script $dir/hook
interface eth0
  $wanted
END
    exec dhcpcd -6 -B -d -f "$dir/conf/dhcpcd" eth0
    ;;
  dibbler | dibbler-stateless)
    mkdir -p /var/lib/dibbler /var/log/dibbler
    wanted=$'ia\n  pd'
    [[ $kind == dibbler ]] || wanted=stateless
    cat >/etc/dibbler/client.conf <<END
log-level 8
log-mode short
skip-confirm
duid-type duid-ll
iface "eth0" {
  $wanted
  option dns-server
  option domain
}
END
    cd "$dir"
    exec dibbler-client run
    ;;
  wide | wide-stateless)
    mkdir -p /var/lib/dhcpv6
    wanted=$'send ia-na 1;\n  send ia-pd 1;'
    [[ $kind == wide ]] || wanted='information-only;'
    cat >"$dir/conf/wide" <<END
interface eth0 {
  $wanted
  request domain-name-servers;
  request domain-name;
  script "$dir/hook";
};
END
    [[ $kind != wide ]] || cat >>"$dir/conf/wide" <<END
id-assoc na 1 { };
id-assoc pd 1 { prefix-interface down0 { sla-id 1; sla-len 8; }; };
END
    exec dhcp6c -f -D -c "$dir/conf/wide" -p "$dir/run/pid" eth0
    ;;
  networkd)
    mkdir -p /run/systemd/netif/{leases,links,lldp}
    chown -R systemd-network /run/systemd/netif
    mount -t tmpfs none /lib/systemd/network
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
  networkd-stateless)
    mkdir -p /run/systemd/netif/{leases,links,lldp}
    chown -R systemd-network /run/systemd/netif
    mount -t tmpfs none /lib/systemd/network
    cat >/etc/systemd/network/10-lab.network <<END
[Match]
Name=eth0
[Network]
IPv6AcceptRA=yes
LinkLocalAddressing=ipv6
[DHCPv6]
DUIDType=link-layer
END
    export SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console
    exec /lib/systemd/systemd-networkd
    ;;
  vandal)
    mark=w6-vandal-$(basename "$dir")-${dir//[^A-Za-z0-9]/}
    for folder in / /etc /var/lib /var/log /var/cache /run /usr/lib /home /root /opt /srv; do
      if echo "$mark" >"$folder/$mark" 2>/dev/null; then echo "wrote $folder/$mark"; fi
    done
    echo "nameserver $mark" >/etc/resolv.conf.new && mv /etc/resolv.conf.new /etc/resolv.conf
    echo "mark $mark"
    ;;
  *)
    echo "client.sh: unknown client $kind" >&2
    exit 64
    ;;
esac
