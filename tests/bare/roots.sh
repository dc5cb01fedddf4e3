#!/bin/bash
# Bare Debian roots, for check_bare.sh and check_deb.sh: made once and kept, packed, in .cache/bare. Sourced.
#
#   MIRROR=url   Debian's mirror; by default the one this machine's own apt uses
#   WAY=chroot   in a plain chroot, where the kernel refuses user namespaces; by default a root of
#                its own (pivot_root), as on a real machine

cache=$PWD/.cache/bare
mkdir -p "$cache"

own_mirror() {
  # shellcheck disable=SC2016  # apt's own variables
  apt-get indextargets --format '$(LABEL)|$(COMPONENT)|$(REPO_URI)' |
    sed -n 's/^Debian|main|//p' | head -n 1
}

make_root() { # <suite>
  local suite=$1 mirror=${MIRROR:-$(own_mirror)} folder
  [ -n "$mirror" ] || {
    echo "this machine's apt names no Debian mirror; say MIRROR=url" >&2
    exit 1
  }
  sh deploy/install_packages.sh debootstrap
  echo "making a root of $suite, once"
  folder=$(mktemp -d /var/tmp/pay200-bare-XXXXXX)
  if ! debootstrap --variant=minbase --include=make,git,ca-certificates "$suite" "$folder" \
    "$mirror" >"$cache/debootstrap-$suite.log" 2>&1; then
    rm -rf --one-file-system "$folder"
    tail -n 20 "$cache/debootstrap-$suite.log" >&2
    exit 1
  fi
  tar -C "$folder" -cf - . | gzip -1 >"$cache/$suite.part"
  mv "$cache/$suite.part" "$cache/$suite.tar.gz"
  rm -rf --one-file-system "$folder"
}

# What a network asks of this machine, it asks of the root too: resolver, proxy, certificates.
bring_network() { # <root>
  local root=$1
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
  apt-config dump | grep -E '^Acquire::(http|https)::Proxy ' >"$root/etc/apt/apt.conf.d/90host" || true
  if [ -r /etc/ssl/certs/ca-certificates.crt ]; then
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/host.crt"
  fi
}

# The first command in the namespaces; "$0" is the root. pivot_root, unlike chroot, leaves a process
# that the kernel lets make user namespaces.
# shellcheck disable=SC2016  # it runs over there
enter='
set -e
root=$0
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount --bind "$KEPT/packages" "$root/var/cache/apt/archives"
mkdir -p "$root/var/cache/ccache"
mount --bind "$KEPT/ccache-$WHO" "$root/var/cache/ccache"
cd "$root"
clean="env -i HOME=/root TERM=${TERM:-dumb} PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8
  CCACHE_DIR=/var/cache/ccache  http_proxy=${http_proxy:-} https_proxy=${https_proxy:-} no_proxy=${no_proxy:-}
  SSL_CERT_FILE=/etc/ssl/host.crt NODE_EXTRA_CA_CERTS=/etc/ssl/host.crt
  TEST=${TEST:-} WHO=$WHO"
if [ "${WAY:-pivot}" = chroot ]; then
  exec chroot . $clean bash /tmp/inside.sh
fi
mkdir -p .host
pivot_root . .host
exec chroot . bash -c "umount -l /.host && rmdir /.host && exec \"\$@\"" - $clean bash /tmp/inside.sh
'

new_root() { # <suite>: its path goes to $root
  local suite=$1
  [ -e "$cache/$suite.tar.gz" ] || make_root "$suite"
  root=$(mktemp -d /var/tmp/pay200-bare-XXXXXX)
  roots+=("$root")
  tar -C "$root" -xzf "$cache/$suite.tar.gz"
  chmod 755 "$root" # the archive brings the mode of the folder it was made in
  chmod 700 "$root/root"
  bring_network "$root"
}

# Runs a script, in the clean environment and namespaces of the root; mounts and processes end with it.
run_inside() { # <root> <suite> <who> <script> <log>
  local root=$1 kept=$cache/$2 who=$3 script=$4 log=$5
  cp "$script" "$root/tmp/inside.sh"
  mkdir -p "$kept/packages" "$kept/ccache-$who"
  chmod 1777 "$kept/ccache-$who"
  KEPT=$kept WHO=$who unshare --mount --pid --fork --kill-child bash -c "$enter" "$root" >"$log" 2>&1
}

roots=()
tidy_up() {
  local root
  for root in "${roots[@]}"; do rm -rf --one-file-system "$root"; done
}
trap tidy_up EXIT
trap 'exit 1' INT TERM HUP
