#!/bin/sh
# Installs the Debian packages named as arguments that are missing. Quick when none is. Nothing is
# started and no PostgreSQL cluster is made: pay200 brings up its own, below var/.
set -eu

export PATH="$PATH:/usr/sbin:/sbin"

command -v dpkg-query >/dev/null || {
  echo "pay200 is built on Debian 12 or 13, from Debian's own packages; this is another system." >&2
  exit 1
}

missing=
for package in "$@"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "These Debian packages are missing, and installing them takes root or sudo:" >&2
    echo " $missing" >&2
    exit 1
  }
  echo "Installing with sudo:$missing"
  # The proxy settings of a network that needs them would be lost on the way through sudo.
  exec sudo env http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
    no_proxy="${no_proxy:-}" sh "$0" "$@"
fi

echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
cluster_conf=/etc/postgresql-common/createcluster.conf
our_policy=

restore() {
  [ -z "$our_policy" ] || rm -f "$policy"
  [ ! -e "$cluster_conf.before-pay200" ] || mv -f "$cluster_conf.before-pay200" "$cluster_conf"
}
trap restore EXIT
trap 'exit 1' INT TERM HUP

# Debian starts a service as soon as it is installed, unless policy-rc.d says no (101). One that an
# administrator has put there is left alone.
if [ ! -e "$policy" ]; then
  our_policy=yes
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

# Listed first, since a policy-rc.d does not keep nginx from starting at the next boot.
nginx_before=$(dpkg-query -W -f '${db:Status-Status}' nginx 2>/dev/null || true)

apt_get() { apt-get -y -q -o Dpkg::Use-Pty=0 --no-install-recommends "$@"; }
apt_get update

# The server package makes a cluster "main" unless this file, which belongs to postgresql-common,
# says no. So that package goes first, and the file is put back afterwards.
case "$missing " in
*" postgresql "*)
  apt_get install postgresql-common
  [ -e "$cluster_conf.before-pay200" ] || cp -p "$cluster_conf" "$cluster_conf.before-pay200"
  echo 'create_main_cluster = false' >>"$cluster_conf"
  ;;
esac

# shellcheck disable=SC2086  # a list of package names
apt_get install $missing

if [ "$nginx_before" != installed ] && command -v systemctl >/dev/null; then
  systemctl disable --quiet nginx 2>/dev/null || true
fi
