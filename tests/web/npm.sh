#!/bin/sh
# Runs one of package.json's scripts as a test, with the Node that `make web` has put into build/node.
set -eu
cd "$(dirname "$0")/../.."
node=$PWD/build/node/node_modules/.bin
if ! [ -x "$node/node" ] || ! [ -d node_modules ]; then
  echo "the front ends' packages are missing: run make web" >&2
  exit 1
fi
PATH="$node:$PATH"
export PATH
npm run --silent "$@"
