#!/bin/bash
# clang-tidy-19 over the C++ sources, in a build tree of its own: it does not
# understand GCC's precompiled headers. With CI set: all of them. Else those that changed since
# origin/main, or, where there is none, since the commit before the last; a changed header stands
# for the sources that include it.
set -euo pipefail
cd "$(dirname "$0")/../.."
tree=${1:-build/tidy}

all_sources() {
  find core fcgi-app pgctl sandbox dev tests -name '*.cpp' -not -path 'tests/tidy/*' 2>/dev/null | sort
}

changed_files() {
  local base
  base=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD~1)
  git diff --name-only --diff-filter=d "$base" -- '*.cpp' '*.hpp' ':!tests/tidy'
  git ls-files --others --exclude-standard -- '*.cpp' '*.hpp' ':!tests/tidy'
}

# The last header changed may be in reach of a hundred files; their direct includers will do.
changed_sources() {
  local file
  changed_files | while read -r file; do
    case $file in
    *.cpp) echo "$file" ;;
    *.hpp) grep -rlF --include='*.cpp' "#include \"$file\"" core fcgi-app pgctl sandbox dev tests || true ;;
    esac
  done | sort -u
}

if [ -n "${CI:-}" ] || ! git rev-parse --verify -q HEAD~1 >/dev/null 2>&1; then
  sources=$(all_sources)
else
  sources=$(changed_sources)
fi
[ -n "$sources" ] || {
  echo "clang-tidy: no source has changed"
  exit 0
}

cmake -G Ninja -S . -B "$tree" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON \
  -DPAY200_CCACHE=OFF >/dev/null

# Beside other tests, whose deadlines must not suffer.
exec nice -n 19 tests/lint/clang_tidy_cached.sh "$tree" <<<"$sources"
