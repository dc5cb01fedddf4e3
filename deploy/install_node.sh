#!/bin/sh
# Puts Node and npm, as the npm registry has them, into a folder: Debian's own Node is too old for what
# builds the front ends. Debian's npm (any will do) fetches them.
#
#   install_node.sh <folder>
set -eu
folder=$1
mkdir -p "$folder"
cd "$folder"
[ -e package.json ] || echo '{"private":true}' >package.json
# In two steps: an old npm leaves out binaries that do not fit the Node that it runs on itself.
npm install --no-audit --no-fund --loglevel=error node@24
PATH="$PWD/node_modules/.bin:$PATH" npm install --no-audit --no-fund --loglevel=error npm@11
node_modules/.bin/node --version
