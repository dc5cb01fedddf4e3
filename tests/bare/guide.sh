#!/bin/bash
# What install_debs.sh and use_debs.sh share inside the bare root, in /root/check. Sourced.

say() { echo "== $*"; }
fail() {
  echo "FAILED: $*"
  exit 1
}

# A block of docs/operating.md, or of another page, that is marked <!-- run: name -->, exactly as it stands.
guide() { # <name> [page]
  local page=${2:-operating}
  say "docs/$page.md: $1"
  sed -n "/^ *<!-- run: $1 -->$/,/^ *\`\`\`$/p" "/root/check/$page.md" | sed '1,2d;$d' >/root/check/block
  [ -s /root/check/block ] || fail "docs/$page.md has no block $1"
  cat /root/check/block
  bash -euo pipefail /root/check/block
}

# Two versions of three packages.
first=() next=()
for package in pay200 pay200-nginx pay200-sandbox; do
  for file in /root/check/debs/"${package}"_*.deb; do
    case $file in
    *+next*) next+=("$file") ;;
    *) first+=("$file") ;;
    esac
  done
done
if [ ${#first[@]} -ne 3 ] || [ ${#next[@]} -ne 3 ]; then fail "not two versions of three packages"; fi
