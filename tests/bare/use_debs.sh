#!/bin/bash
# Runs inside a bare root (check_deb.sh puts it there), with two versions of the packages in /tmp/debs: all that
# an operator does with them, by the commands of docs/operating.md. No systemd runs here; start, reload and stop are
# what the units' ExecStart, ExecReload and KillSignal say.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive

say() { echo "== $*"; }
fail() {
  echo "FAILED: $*"
  exit 1
}

first=() next=()
for package in pay200 pay200-nginx pay200-sandbox; do
  for file in /tmp/debs/"${package}"_*.deb; do
    case $file in
    *+next*) next+=("$file") ;;
    *) first+=("$file") ;;
    esac
  done
done
if [ ${#first[@]} -ne 3 ] || [ ${#next[@]} -ne 3 ]; then fail "not two versions of three packages"; fi

say "what a machine without systemd would do is not to be done"
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod +x /usr/sbin/policy-rc.d
apt-get update -q

# A block of docs/operating.md that is marked <!-- run: name -->, exactly as it stands.
guide() {
  say "docs/operating.md: $1"
  sed -n "/^<!-- run: $1 -->$/,/^\`\`\`$/p" /tmp/operating.md | sed '1,2d;$d' >/tmp/block
  [ -s /tmp/block ] || fail "docs/operating.md has no block $1"
  cat /tmp/block
  bash -euo pipefail /tmp/block
}

apt-get install -y -q --no-install-recommends sudo lintian logrotate
mkdir /tmp/packages
cp "${first[@]}" /tmp/packages
cd /tmp/packages
guide install

say lintian
lintian --fail-on error --profile debian "${first[@]}"

say "systemd-analyze verify"
systemd-analyze verify --man=no /usr/lib/systemd/system/pay200.service \
  /usr/lib/systemd/system/pay200@{api,link,relay,stream}.service \
  /usr/lib/systemd/system/pay200-nginx.service /usr/lib/systemd/system/pay200-sandbox.service >/tmp/verify 2>&1 ||
  true
cat /tmp/verify
! grep pay200 /tmp/verify || fail "systemd-analyze has something to say"

say "users, folders, logrotate"
id -nG www-data | grep -qw pay200 || fail "nginx's user is not in the group"
for folder in /run/pay200 /etc/pay200/secrets /var/lib/pay200/clearing /var/log/pay200; do
  [ -d "$folder" ] || fail "no $folder"
done
[ "$(stat -c '%a %U' /etc/pay200/secrets)" = '700 pay200' ] || fail "the folder of the secrets is open"
logrotate --debug /etc/logrotate.conf >/tmp/logrotate 2>&1 || fail "logrotate: $(cat /tmp/logrotate)"
! grep '^error' /tmp/logrotate || fail logrotate

pg_ctlcluster "$(ls /etc/postgresql)" main start
guide database
guide keys
for role in api link relay stream; do
  runuser -u pay200 -- env PAY200_SECRETS_FILE=/etc/pay200/secrets/$role.toml pay200-fcgi --role=$role --check-config
done
! runuser -u pay200 -- env PAY200_SECRETS_FILE=/etc/pay200/secrets/api.toml pay200-fcgi --role=link --check-config ||
  fail "the api's keys are the link's"
guide certificate
guide name

say start
exec_of() { # <unit> <what>: its first command, by hand
  sed -n "s/^$2=//p" "/usr/lib/systemd/system/$1" | tail -n 1
}
mkdir -m 700 /run/pay200-sandbox /var/lib/pay200-sandbox
pay200-sandbox --listen 127.0.0.1:18583 --journal /var/lib/pay200-sandbox/journal \
  --control /run/pay200-sandbox/control.sock 2>/tmp/sandbox.log &
sandbox=$!
# shellcheck disable=SC2046  # the unit's words
runuser -u pay200 -- $(exec_of pay200.service ExecStart) 2>/tmp/pay200.log &
for _ in $(seq 100); do
  gateway=$(cat /proc/[0-9]*/stat 2>/dev/null | sed -n 's/^\([0-9]*\) (pay200-fcgi) .*/\1/p' | head -n 1)
  [ -z "$gateway" ] || [ ! -S /run/pay200/fcgi.sock ] || break
  sleep 0.1
done
[ -S /run/pay200/fcgi.sock ] || fail "pay200-fcgi: $(cat /tmp/pay200.log)"
sh -c "$(exec_of pay200-nginx.service ExecStartPre)"
sh -c "$(exec_of pay200-nginx.service ExecStart)"
curl_options=(--cacert /etc/pay200/tls/fullchain.pem)
for _ in $(seq 100); do
  [ "$(curl -s -o /dev/null -w '%{http_code}' "${curl_options[@]}" https://localhost/readyz)" != 200 ] || break
  sleep 0.1
done
curl -sS --fail "${curl_options[@]}" https://localhost/readyz || fail "not ready: $(tail -n 5 /tmp/pay200.log)"
for page in app/ docs/ backoffice/ sdk/v1/pay200.js openapi.json; do
  curl -sS --fail -o /dev/null "${curl_options[@]}" "https://localhost/$page" || fail "no /$page"
done

guide first
guide back-up
guide drill

say "upgrade, while payments are made"
merchant=$(pgctl merchant list --output json | grep -o 'mer_[a-z0-9]*' | head -n 1)
key=$(pgctl key issue --merchant "$merchant" --kind secret --output json | grep -o 'test_sk_[A-Za-z0-9]*')
before=$(readlink "/proc/$gateway/exe")
(
  for _ in $(seq 15); do /usr/lib/pay200/first-payment https://localhost "$key" "${curl_options[@]}" || exit 1; done
) >/tmp/paid 2>&1 &
paying=$!
sleep 2
dpkg -i "${next[@]}"
kill -HUP "$gateway" # ExecReload; with systemd the package does it
wait "$paying" || fail "a payment was refused: $(cat /tmp/paid)"
[ "$(grep -c DONE /tmp/paid)" = 15 ] || fail "$(cat /tmp/paid)"
grep -q '"reloading"' /tmp/pay200.log || fail "it was not reloaded: $(tail -n 3 /tmp/pay200.log)"
[ "$(readlink "/proc/$gateway/exe")" = "$before" ] || fail "it is $(readlink "/proc/$gateway/exe") now"
pgctl db check

say "logs are turned over"
logrotate --force /etc/logrotate.d/pay200-nginx
/usr/lib/pay200/first-payment https://localhost "$key" "${curl_options[@]}"
sleep 2
[ -s /var/log/pay200/nginx_access.log ] || fail "nginx writes into the old file"

say "stop, remove, purge"
kill -TERM "$gateway"
kill -QUIT "$(cat /run/nginx.pid)"
kill -TERM "$sandbox"
for _ in $(seq 300); do
  [ -e "/proc/$gateway" ] || break
  sleep 0.1
done
[ ! -e "/proc/$gateway" ] || fail "pay200-fcgi has not ended"
apt-get remove -y -q pay200 pay200-nginx pay200-sandbox
[ -s /etc/pay200/secrets/gateway.toml ] || fail "remove took the keys"
[ -s /etc/pay200/pay200.toml ] || fail "remove took the configuration"
rm -r /etc/pay200/tls # the operator's own
apt-get purge -y -q pay200 pay200-nginx pay200-sandbox
for left in /etc/pay200 /run/pay200 /var/log/pay200 /var/lib/pay200 /etc/cron.d/pay200 /usr/share/pay200 /usr/lib/pay200; do
  [ ! -e "$left" ] || fail "purge left $(find "$left")"
done
say "everything was as it should be"
