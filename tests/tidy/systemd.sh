#!/bin/bash
# The unit is valid, runs the programs that we install, and stays as closed as it is today.
# usage: systemd.sh FOLDER
set -euo pipefail

exposure_max=20 # tenths, as `systemd-analyze security` counts; most network daemons have 90

command -v systemd-analyze >/dev/null || { echo "skipped: no systemd-analyze"; exit 77; }
folder=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# A root with the unit and stand-ins for what it starts: nothing of this machine is looked at.
# What systemd itself refers to by name is copied from the machine.
mkdir -p "$root"/{usr/sbin,usr/bin,etc/systemd/system,lib/systemd/system}
cp "$folder/ward6d.service" "$root/etc/systemd/system/"
for unit in sysinit basic shutdown network multi-user; do
  printf '[Unit]\nDescription=%s\n' "$unit" >"$root/lib/systemd/system/$unit.target"
done
for unit in system.slice -.slice; do
  printf '[Unit]\nDescription=slice\n' >"$root/lib/systemd/system/$unit"
done
for program in usr/sbin/ward6d usr/bin/ward6ctl; do
  printf '#!/bin/sh\n' >"$root/$program"
  chmod 755 "$root/$program"
done

said=$(systemd-analyze verify --root="$root" --man=no --recursive-errors=no \
  ward6d.service 2>&1) || { echo "verify failed: $said"; exit 1; }
if grep -q 'ward6d\.service' <<<"$said"; then
  echo "verify: $said"
  exit 1
fi
# An unknown key must be noticed, or the check above proves nothing.
sed 's/^NoNewPrivileges=/NoNewPrivilege=/' "$folder/ward6d.service" \
  >"$root/etc/systemd/system/ward6d.service"
said=$(systemd-analyze verify --root="$root" --man=no --recursive-errors=no \
  ward6d.service 2>&1 || true)
grep -q NoNewPrivilege <<<"$said" || { echo "verify does not notice an unknown key"; exit 1; }

systemd-analyze security --offline=true --no-pager --threshold=$exposure_max \
  "$folder/ward6d.service" >"$root/security" || {
  cat "$root/security"
  echo "security: exposure above ${exposure_max} tenths"
  exit 1
}
tail -n 1 "$root/security"

# The account and the folders of the unit, the sysusers and the tmpfiles file agree.
grep -qx 'User=ward6' "$folder/ward6d.service"
grep -q '^u ward6 ' "$folder/ward6d.sysusers.conf"
grep -q '^d /var/lib/ward6 0750 ward6 ward6 ' "$folder/ward6d.tmpfiles.conf"
grep -q '^d /run/ward6 0755 ward6 ward6 ' "$folder/ward6d.tmpfiles.conf"
if command -v systemd-sysusers >/dev/null; then
  mkdir -p "$root/usr/lib/sysusers.d"
  cp "$folder/ward6d.sysusers.conf" "$root/usr/lib/sysusers.d/ward6d.conf"
  systemd-sysusers --dry-run --root="$root" ward6d.conf >/dev/null
fi
echo "systemd: unit, account and folders agree"
