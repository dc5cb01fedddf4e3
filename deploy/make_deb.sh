#!/bin/sh
# Makes the Debian packages of what has been built: pay200, pay200-nginx, pay200-sandbox.
#
#   make_deb.sh <build folder> <folder for the packages>
#
#   DEB_VERSION=1.2.3   instead of VERSION and the Debian that this is
set -eu
build=$(realpath "$1")
out=$2
cd "$(dirname "$0")/.."
mkdir -p "$out"
out=$(realpath "$out")

# shellcheck source=/dev/null
version=${DEB_VERSION:-$(head -n 1 VERSION)+deb$(. /etc/os-release && echo "$VERSION_ID")}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

tree=$out/source
rm -rf "$tree"
mkdir -p "$tree"
cp -r deploy/debian "$tree/debian"
{
  echo "pay200 ($version) unstable; urgency=medium"
  echo
  echo "  * The repository's log says what was changed."
  echo
  echo " -- pay200 <packages@pay.example.kr>  $(date -R -u -d "@$SOURCE_DATE_EPOCH")"
} >"$tree/debian/changelog"
export PAY200_BUILD="$build"
(cd "$tree" && dpkg-buildpackage --build=binary --no-sign --no-check-builddeps >"$out/log" 2>&1) || {
  tail -n 40 "$out/log" >&2
  exit 1
}
rm -rf "$tree"
ls "$out"/*"_$version"_*.deb
