#!/bin/bash
# Runs in a bare root whose systemd has been booted (check_deb.sh), with the packages installed and without a network:
# all that an operator does with them, by the commands of docs/operating.md.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive
# shellcheck source=tests/bare/guide.sh
. /root/check/guide.sh

say "systemd-analyze verify"
systemd-analyze verify --man=no /usr/lib/systemd/system/pay200.service \
  /usr/lib/systemd/system/pay200@{api,link,relay,stream}.service \
  /usr/lib/systemd/system/pay200-nginx.service /usr/lib/systemd/system/pay200-sandbox.service >/root/check/verify 2>&1 ||
  true
cat /root/check/verify
! grep pay200 /root/check/verify || fail "systemd-analyze has something to say"

say "users, folders, logrotate"
id -nG www-data | grep -qw pay200 || fail "nginx's user is not in the group"
for folder in /run/pay200 /etc/pay200/secrets /var/lib/pay200/clearing /var/log/pay200 /var/log/pay200-nginx; do
  [ -d "$folder" ] || fail "no $folder"
done
[ "$(stat -c '%a %U' /etc/pay200/secrets)" = '700 pay200' ] || fail "the folder of the secrets is open"
[ "$(stat -c '%a %U' /var/log/pay200-nginx)" = '750 root' ] || fail "nginx's logs are in somebody else's folder"
for page in operating pgctl keys clearing-file scaling metrics; do
  [ -e "/usr/share/doc/pay200/$page.md" ] || fail "no $page.md"
done
logrotate --debug /etc/logrotate.conf >/root/check/logrotate 2>&1 || fail "logrotate: $(cat /root/check/logrotate)"
! grep '^error' /root/check/logrotate || fail logrotate

guide database
guide connections
guide schema
guide keys
for role in api link relay stream; do
  runuser -u pay200 -- env PAY200_SECRETS_FILE=/etc/pay200/secrets/$role.toml pay200-fcgi --role=$role --check-config
done
! runuser -u pay200 -- env PAY200_SECRETS_FILE=/etc/pay200/secrets/api.toml pay200-fcgi --role=link --check-config ||
  fail "the api's keys are the link's"
guide certificate
guide name

# More shoppers sign up here in an hour than one address may.
sed -i 's/^signups_per_address = 10 /signups_per_address = 0 /' /etc/pay200/pay200.toml
grep -q '^signups_per_address = 0 ' /etc/pay200/pay200.toml || fail "the limit on sign-ups is called otherwise"

guide start
curl_options=(--cacert /etc/pay200/tls/fullchain.pem)
ready() { # within half a minute
  for _ in $(seq 300); do
    [ "$(curl -s -o /dev/null -w '%{http_code}' "${curl_options[@]}" https://localhost/readyz)" != 200 ] || return 0
    sleep 0.1
  done
  journalctl --no-pager -n 60
  fail "not ready"
}
ready
for page in app/ docs/ backoffice/ sdk/v1/pay200.js openapi.json; do
  curl -sS --fail -o /dev/null "${curl_options[@]}" "https://localhost/$page" || fail "no /$page"
done

say "an upgrade of Debian's nginx leaves the site alone"
deb-systemd-invoke restart nginx.service # as nginx-common.postinst does it
systemctl is-active -q pay200-nginx || fail "the site is gone"
! systemctl is-active -q nginx || fail "Debian's nginx runs"
ready

guide first
guide night
guide sandbox
guide night
ls /var/lib/pay200/clearing/sandbox/done/*.clr || fail "the sandbox's file was not taken"
guide back-up
guide drill

say "upgrade, while payments are made"
merchant=$(pgctl merchant list --output json | grep -o 'mer_[a-z0-9]*' | head -n 1)
key=$(pgctl key issue --merchant "$merchant" --kind secret --output json | grep -o 'test_sk_[A-Za-z0-9]*')
gateway=$(systemctl show -P MainPID pay200)
sandbox=$(systemctl show -P MainPID pay200-sandbox)
pay() { # <times>
  for _ in $(seq "$1"); do /usr/lib/pay200/first-payment https://localhost "$key" "${curl_options[@]}" || exit 1; done
}
(pay 20) >/root/check/paid 2>&1 &
paying=$!
sleep 1
sudo -u postgres psql -X -q -c 'GRANT TEMPORARY ON DATABASE pay200 TO PUBLIC' # as in a database from before
dpkg -i "${next[@]}" 2>&1 | tee /root/check/upgrade
! grep 'goes on as before' /root/check/upgrade || fail "a unit was not reloaded: $(journalctl --no-pager -n 30)"
wait "$paying" || fail "a payment was refused: $(cat /root/check/paid)"
[ "$(grep -c DONE /root/check/paid)" = 20 ] || fail "$(cat /root/check/paid)"
[ "$(systemctl show -P MainPID pay200)" = "$gateway" ] || fail "it was restarted"
[ "$(systemctl show -P MainPID pay200-sandbox)" = "$sandbox" ] || fail "the card network was restarted"
[ "$(readlink "/proc/$gateway/exe")" = /usr/sbin/pay200-fcgi ] || fail "it is $(readlink "/proc/$gateway/exe") now"
journalctl -u pay200 -o cat | grep -q '"reloading"' || fail "it was not reloaded"
guide migrate
may=$(sudo -u postgres psql -X -A -t -c "SELECT has_database_privilege('pay200_api', 'pay200', 'TEMPORARY')")
[ "$may" = f ] || fail "a role may make temporary tables"
pgctl db check

say "an operator's configuration of the site from before is kept"
cp -p /etc/pay200/nginx/pay200.conf /root/check/site.conf
sed -i 's|/run/pay200-nginx.pid|/run/nginx.pid|; s|/var/log/pay200-nginx/|/var/log/pay200/nginx_|' /etc/pay200/nginx/pay200.conf
grep -q '^pid /run/nginx.pid;' /etc/pay200/nginx/pay200.conf || fail "its pid is called otherwise"
systemctl restart pay200-nginx
ready
pay 1
systemctl reload pay200-nginx
pay 1
cp -p /root/check/site.conf /etc/pay200/nginx/pay200.conf
systemctl restart pay200-nginx
ready
[ "$(systemctl show -P MainPID pay200-nginx)" = "$(cat /run/pay200-nginx.pid)" ] || fail "systemd takes another for nginx's master"

say "another key-encryption key"
rewrap=(runuser -u pay200 -- pay200-fcgi --rewrap-data-keys /etc/pay200/secrets/old.toml)
cp -p /etc/pay200/secrets/gateway.toml /etc/pay200/secrets/old.toml
! "${rewrap[@]}" || fail "the same key was taken for a new one"
rm /etc/pay200/secrets/old.toml
guide new-key keys
guide rewrap keys
"${rewrap[@]}" | grep '^0 data keys' || fail "it was wrapped twice"
systemctl reload pay200
sleep 2
ready
pay 1

say "other keys for webhook secrets and account numbers"
guide new-seals keys
systemctl reload pay200
sleep 2
guide reseal keys
ready
pay 1

say "a configuration that is refused is said, and changes nothing"
echo 'nonsense = 1' | cat - /etc/pay200/pay200.toml >/root/check/pay200.toml
cp /etc/pay200/pay200.toml /root/check/kept.toml
cat /root/check/pay200.toml >/etc/pay200/pay200.toml
! systemctl reload pay200 || fail "nonsense was taken"
cat /root/check/kept.toml >/etc/pay200/pay200.toml
systemctl reload pay200
pay 1

say "a unit for each role"
guide roles
ready
! systemctl is-enabled -q pay200 || fail "the next boot decides who runs"
! systemctl is-active -q pay200 || fail "pay200.service runs beside them"
pay 1
for role in link relay stream api; do
  pid=$(systemctl show -P MainPID "pay200@$role")
  # Its own mounts: one file of keys.
  [ "$(ls "/proc/$pid/root/etc/pay200/secrets")" = "$role.toml" ] || fail "$role sees $(ls "/proc/$pid/root/etc/pay200/secrets")"
done
rm /etc/pay200/secrets/old.toml
guide new-key keys
guide rewrap keys
systemctl restart pay200@link
ready
pay 1
(pay 10) >/root/check/paid 2>&1 &
paying=$!
systemctl reload pay200@link pay200@relay pay200@stream pay200@api
wait "$paying" || fail "a payment was refused: $(cat /root/check/paid)"
systemctl disable pay200@link pay200@relay pay200@stream pay200@api
systemctl enable --now pay200
ready

say "logs are turned over"
logrotate --force /etc/logrotate.d/pay200-nginx
pay 1
sleep 2
[ -s /var/log/pay200-nginx/access.log ] || fail "nginx writes into the old file"

say "stop, remove, purge"
apt-get remove -y -q pay200 pay200-nginx pay200-sandbox
for unit in pay200 pay200-nginx pay200-sandbox; do
  ! systemctl is-active -q $unit || fail "$unit still runs"
done
[ -s /etc/pay200/secrets/gateway.toml ] || fail "remove took the keys"
[ -s /etc/pay200/pay200.toml ] || fail "remove took the configuration"
rm -r /etc/pay200/tls # the operator's own
install -D /dev/null /var/lib/pay200/clearing/sandbox/done/2026-11-23.clr
apt-get purge -y -q pay200 pay200-nginx pay200-sandbox
[ -e /var/lib/pay200/clearing/sandbox/done/2026-11-23.clr ] || fail "purge took the acquirers' files"
rm -r /var/lib/pay200
for left in /etc/pay200 /run/pay200 /var/log/pay200 /var/log/pay200-nginx /var/lib/pay200 /etc/cron.d/pay200 /usr/share/pay200 /usr/lib/pay200; do
  [ ! -e "$left" ] || fail "purge left $(find "$left")"
done
say "everything was as it should be"
