#!/bin/sh
# Looks for inputs that break a parser: run.sh PROGRAM SECONDS [TARGET...]; without a target each of
# them, one after the other, for so many seconds each. What is new goes to build/fuzz/corpus, an input
# that breaks something to build/fuzz/found, and its name and the executions of each to the terminal.
set -eu

program=$1
seconds=$2
shift 2
tree=$(cd "$(dirname "$0")/../.." && pwd)
# Names of targets hold no blanks.
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(cd "$tree/tests/fuzz/corpus" && printf '%s ' *)

status=0
for target in "$@"; do
  mkdir -p "$tree/build/fuzz/corpus/$target" "$tree/build/fuzz/found"
  log=$tree/build/fuzz/$target.log
  PAY200_FUZZ_TARGET=$target "$program" "-max_total_time=$seconds" -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 "-artifact_prefix=$tree/build/fuzz/found/$target-" \
    "$tree/build/fuzz/corpus/$target" "$tree/tests/fuzz/corpus/$target" >"$log" 2>&1 && end=ok || end=FAILED
  count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf '%-18s %12s executions  %s\n' "$target" "${count:-?}" "$end"
  [ "$end" = ok ] || { status=1; echo "  see $log"; }
done
exit $status
