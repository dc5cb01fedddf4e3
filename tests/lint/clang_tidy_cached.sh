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
set -euo pipefail
tree=$1
cache=${2:-${XDG_CACHE_HOME:-$HOME/.cache}/pay200/clang-tidy}
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

# "bytes key source" of those that must be looked at, the longest first: two at a time end together.
while IFS= read -r material; do
  key=$(sha256sum <<<"$material")
  key=${key%% *}
  source=${material%% *}
  if [ -e "$cache/$key" ]; then
    touch "$cache/$key"
  else
    echo "$(wc -c <"$source") $key $source"
  fi
done <"$work/material" | sort -rn >"$work/looked_at"

# Most of the time goes into the headers, and half a dozen sources include the same ones. So sources
# of one command line are looked at as one, when no two of them call something of theirs alike: by all
# checks but the analyzer, which would follow every call from one into the other.
at_once=$((($(wc -l <"$work/looked_at") + 3) / 4))
[ "$at_once" -le 8 ] || at_once=8
# shellcheck disable=SC2016  # awk's
cut -d' ' -f3 "$work/looked_at" | xargs -r awk '
  # What column 0 of an anonymous namespace declares: "source name".
  FNR == 1 { inside = 0 }
  /^namespace \{/ { inside = 1; next }
  /^\}/ { if ($0 ~ /namespace$/) inside = 0; next }
  inside && /^[A-Za-z]/ {
    line = $0
    if (line ~ /^(struct|class|enum|union|using) /) sub(/^(enum class|struct|class|enum|union|using) /, "", line)
    else {
      sub(/[({=;].*/, "", line); gsub(/\[[^]]*\]/, "", line); sub(/ *$/, "", line); sub(/.*[ *&>]/, "", line)
    }
    sub(/[^A-Za-z0-9_].*/, "", line)
    if (line != "") print FILENAME, line
  }' >"$work/names"
awk -v most="$at_once" '
  FILENAME ~ /names$/ { names[$1] = names[$1] " " $2; next }
  FILENAME ~ /commands$/ {
    at = index($0, " "); source = substr($0, 1, at - 1); kind = substr($0, at)
    sub(/ -o .*/, "", kind)
    kinds[source] = (source ~ /^tests\// ? "tests" : "") kind
    next
  }
  {
    source = $3; n = split(names[source], own, " ")
    for (batch = 1; batch <= batches; ++batch) {
      fits = kind_of[batch] == kinds[source] && count[batch] < most
      for (i = 1; fits && i <= n; ++i) fits = !((batch, own[i]) in taken)
      if (fits) break
    }
    if (batch > batches) { batches = batch; kind_of[batch] = kinds[source] }
    ++count[batch]; line[batch] = line[batch] " " $2 " " source
    for (i = 1; i <= n; ++i) taken[batch, own[i]] = 1
  }
  END { for (batch = 1; batch <= batches; ++batch) print batch line[batch] }
' "$work/names" "$work/commands" "$work/looked_at" >"$work/batches"

echo "clang-tidy: $(wc -l <"$work/wanted") sources, $(wc -l <"$work/looked_at") of them to be looked at"

# The checks of the sources together, in the folder $1; $2 is one of them.
together() {
  local folder=$1 first=$2
  shift 2
  mkdir "$folder"
  printf '#include "%s"\n' "${@/#/$PWD/}" >"$folder/batch.cpp"
  {
    echo '[{'
    grep -m1 -B2 -F "\"file\": \"$PWD/$first\"" "$tree/compile_commands.json" |
      sed "s|$PWD/$first|$folder/batch.cpp|g; \$s|,\$||"
    echo '}]'
  } >"$folder/compile_commands.json"
  # Of the tests as well: tests/.clang-tidy does no more than leave out the analyzer.
  clang-tidy-19 -p "$folder" --config-file=.clang-tidy --checks='-clang-analyzer-*' --quiet "$folder/batch.cpp" >/dev/null 2>&1
}

# look_at <number> (<key> <source>)...: what is found in several at once is looked for again in each,
# with all checks. The words are then those of one source, and two that do not go together have no fault.
look_at() {
  local folder=$work/batch_$1 checks='' status=0 i
  shift
  local all=("$@") sources=()
  for ((i = 1; i < ${#all[@]}; i += 2)); do sources+=("${all[i]}"); done
  if [ ${#sources[@]} -gt 1 ] && together "$folder" "${sources[0]}" "${sources[@]}"; then
    checks='-*,clang-analyzer-*'
  fi
  for ((i = 0; i < ${#all[@]}; i += 2)); do
    case $checks${all[i + 1]} in
    -*tests/*) : >"$cache/${all[i]}" ;; # without the analyzer: tests/.clang-tidy
    *)
      if clang-tidy-19 -p "$tree" ${checks:+--checks="$checks"} --quiet "${all[i + 1]}" 2>&1; then
        : >"$cache/${all[i]}"
      else
        status=1
      fi
      ;;
    esac
  done
  return "$status"
}
export -f look_at together
export tree cache work

# The count of other people's warnings goes to stderr; it is shown only with a real one.
# shellcheck disable=SC2016  # the inner shell's
if ! said=$(xargs -a "$work/batches" -r -P2 -L1 bash -c 'look_at "$@"' look_at 2>&1); then
  grep -vE '^[0-9]+ warnings? generated\.$|^Suppressed ' <<<"$said"
  exit 1
fi
# What nobody has asked for in a month.
find "$cache" -type f -mtime +30 -delete
