#!/bin/bash
# Runs inside a bare root (check_deb.sh puts it there): lintian, and the installation of the first version. Nothing is
# started; what comes afterwards is done once systemd has been booted (use_debs.sh).
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive
# shellcheck source=tests/bare/guide.sh
. /root/check/guide.sh

printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
apt-get update -q
apt-get install -y -q --no-install-recommends sudo lintian logrotate cron systemd-sysv dbus libpam-systemd
mkdir /root/packages
cp "${first[@]}" /root/packages
cd /root/packages
guide install
rm /usr/sbin/policy-rc.d

say lintian
lintian --fail-on error --profile debian "${first[@]}"

cat >/etc/systemd/system/check.service <<'END'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/bash /root/check/use_debs.sh
ExecStopPost=/bin/sh -c 'echo "$EXIT_STATUS" >/root/check/status; systemctl --no-block poweroff'
StandardOutput=append:/root/check/log
StandardError=append:/root/check/log
[Install]
WantedBy=graphical.target
END
systemctl enable check.service
systemctl set-default graphical.target
