#!/bin/bash
# Runs inside the bare root (check_bare.sh puts it there): clones, and does what the README says.
set -euo pipefail

# The commands of the README, as whoever runs this.
# shellcheck disable=SC2016  # it is run by another shell
commands='
set -euo pipefail
cd
git clone -q /tmp/pay200.bundle pay200
cd pay200
time make demo
time make run PORT=8299 >run.log 2>&1 &
for _ in $(seq 600); do
  ! grep -q Ctrl-C run.log || break
  sleep 0.5
done
cat run.log
grep -q DONE run.log && grep -q Ctrl-C run.log
for page in demo/ docs/ app/ backoffice/ sdk/v1/pay200.js; do
  build/node/node_modules/.bin/node -e "
    const look = (left) => fetch(\"http://127.0.0.1:8299/$page\").then((answer) => {
      if (answer.ok) console.log(\"$page\", answer.status);
      else if (left > 0) setTimeout(look, 200, left - 1);
      else process.exit(1);
    });
    look(50);
  "
done
kill -TERM $(grep -o "\"pay200-dev\": [0-9]*" var/dev.json | grep -o "[0-9]*$")
wait $!
rm run.log
[ -z "${TEST:-}" ] || time make test
[ -z "$(git status --porcelain)" ] || { git status --short; echo "the checkout is not clean"; exit 1; }
'

if [ "$WHO" = user ]; then
  apt-get update -q
  apt-get install -y -q --no-install-recommends sudo
  useradd --create-home --shell /bin/bash dev 2>/dev/null || /usr/sbin/useradd -m -s /bin/bash dev
  echo 'dev ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/dev
  chmod 644 /tmp/pay200.bundle
  su dev -c "bash -c '$commands'"
else
  bash -c "$commands"
fi

# Nothing may be left behind: no cluster of Debian's, no service, no process.
for cluster in /etc/postgresql/*/main; do
  [ ! -e "$cluster" ] || { echo "a PostgreSQL cluster was made: $cluster"; exit 1; }
done
[ ! -e /usr/sbin/policy-rc.d ] || { echo "policy-rc.d was left behind"; exit 1; }
for process in /proc/[0-9]*; do
  name=$(cat "$process/comm" 2>/dev/null || true)
  case $name in
  postgres* | nginx* | pay200*) echo "still running: $name" && exit 1 ;;
  esac
done
echo "nothing was left behind"
