#!/bin/bash
# clang-tidy-19 over the sources named on stdin (one a line, relative to the working directory), two
# at a time, but not over those that were clean when last seen with all that they consist of:
#
#   clang_tidy_cached.sh <folder of compile_commands.json> [<cache folder>]
#
# A source's key is the sum of: it and every header of ours in reach of it, its compiler's command
# line, every .clang-tidy, the versions of all installed packages (system headers and clang-tidy
# itself), and this script. Only what was clean is kept, so a finding is shown until it is gone.
# Ours are included as "core/...", from the top; an include that is not found that way, or that a
# macro names, is read anew each time.
#
# tests/tidy/own_sources_only.cpp, which clang-tidy loads, is kept built in the cache folder.
set -euo pipefail
tree=$1
cache=${2:-${XDG_CACHE_HOME:-$HOME/.cache}/pay200/clang-tidy}
extension=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../tidy/own_sources_only.cpp")
mkdir -p "$cache"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sort -u >"$work/wanted"
find . -name '*.[ch]pp' -not -path './build/*' -not -path './var/*' | sed 's|^\./||' | sort >"$work/files"

# What every key has in common.
common=$({
  clang-tidy-19 --version
  dpkg-query -W -f '${Package} ${Version}\n' 2>/dev/null || true
  find . -name .clang-tidy -not -path './build/*' | sort | xargs sha256sum
  sha256sum <"${BASH_SOURCE[0]}"
  sha256sum <"$extension"
} | sha256sum)

# "source command", the same wherever the working directory is.
sed -n 's/^ *"command": "\(.*\)",\{0,1\}$/\1/p; s/^ *"file": "\(.*\)",\{0,1\}$/\1/p' \
  "$tree/compile_commands.json" | sed "s|$PWD/||g; s|$PWD|.|g" |
  awk 'NR % 2 { command = $0; next } { print $0, command }' >"$work/commands"

xargs -a "$work/files" sha256sum | awk '{ print $2, $1 }' >"$work/sums"
xargs -a "$work/files" grep -HE '^[[:space:]]*#[[:space:]]*include' >"$work/includes" || true

# One line for each source: all that its key is made from.
awk -v common="$common" -v nonce="$(date +%s.%N)" '
  FILENAME ~ /sums$/ { sum[$1] = $2; next }
  FILENAME ~ /commands$/ { at = index($0, " "); command[substr($0, 1, at - 1)] = substr($0, at); next }
  FILENAME ~ /includes$/ {
    at = index($0, ":"); file = substr($0, 1, at - 1); what = substr($0, at + 1)
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", what)
    if (what ~ /^</) next
    if (what !~ /^"/) { unsure[file] = 1; next }
    sub(/^"/, "", what); sub(/".*/, "", what)
    if (!(what in sum)) { unsure[file] = 1; next }
    needs[file] = needs[file] " " what
    next
  }
  {
    source = $0; split("", seen); seen[source] = 1; line = ""; count = 1; queue[1] = source
    if (!(source in command)) line = line " unsure " nonce
    for (i = 1; i <= count; ++i) {
      line = line " " queue[i] " " sum[queue[i]]
      if (queue[i] in unsure) line = line " unsure " nonce
      n = split(needs[queue[i]], next_ones, " ")
      for (k = 1; k <= n; ++k) if (!(next_ones[k] in seen)) { seen[next_ones[k]] = 1; queue[++count] = next_ones[k] }
    }
    print source, common, command[source], line
  }' "$work/sums" "$work/commands" "$work/includes" "$work/wanted" >"$work/material"

# "key source" of those that must be looked at, the longest first: two at a time end together.
while IFS= read -r material; do
  key=$(sha256sum <<<"$material")
  key=${key%% *}
  source=${material%% *}
  if [ -e "$cache/$key" ]; then
    touch "$cache/$key"
  else
    echo "$(wc -c <"$source") $key $source"
  fi
done <"$work/material" | sort -rn | cut -d' ' -f2- >"$work/looked_at"

echo "clang-tidy: $(wc -l <"$work/wanted") sources, $(wc -l <"$work/looked_at") of them to be looked at"

loaded=$cache/own_sources_only_$({ clang-tidy-19 --version; cat "$extension"; } | sha256sum | cut -c1-16).so
if [ -e "$loaded" ]; then
  touch "$loaded"
else
  g++ -std=c++17 -fno-rtti -fPIC -shared -O1 -isystem /usr/lib/llvm-19/include "$extension" -o "$work/loaded.so"
  mv "$work/loaded.so" "$loaded"
fi

# look_at <tree> <cache> <loaded> <key> <source>
look_at() {
  if clang-tidy-19 -p "$1" --quiet --load="$3" --checks=pay200-own-sources-only "$5" 2>&1; then
    : >"$2/$4"
  else
    return 1
  fi
}
export -f look_at

# The count of other people's warnings goes to stderr; it is shown only with a real one.
# shellcheck disable=SC2016  # the inner shell's
if ! said=$(xargs -a "$work/looked_at" -r -P2 -L1 bash -c 'look_at "$@"' look_at "$tree" "$cache" "$loaded" 2>&1); then
  grep -vE '^[0-9]+ warnings? generated\.$|^Suppressed ' <<<"$said"
  exit 1
fi
# What nobody has asked for in a month.
find "$cache" -type f -mtime +30 -delete
