#!/bin/sh
# The end of a business day, as cron runs it. For each acquirer that has a folder here: close the day, and reconcile
# the clearing files that have come, <acquirer>/<yyyy-mm-dd>.clr, the oldest first; then settle, live and test
# mode, and look whether the trust account covers what is owed from it. A file that has been taken goes to done/, with
# or without differences: those wait for a person, nothing waits for them. One that is refused stays, and the acquirer's
# later files with it; once its day is reconciled, one that comes again and is not the same goes to refused/. Nothing
# there is written over. What does not end well holds up nobody else, and the night ends with the first status that was
# not 0 (pgctl's: 8 does not reconcile, 9 another run holds the lock). The next run goes on from there, and twice
# changes nothing.
#
#   night [folder with a folder for each acquirer]      (default: /var/lib/pay200/clearing)
#
#   NIGHT_PAUSE_S=120   until what does not reconcile, or is locked, is tried once more: the relay may be deciding the
#                       rest, and a run that was killed holds a lock for a minute
set -eu

folder=${1:-/var/lib/pay200/clearing}
pgctl=${PGCTL:-pgctl}
ended=0

say() {
  echo "$(date --iso-8601=seconds) night: $*"
}

run() { # its status goes to $status
  say "pgctl $*"
  status=0
  "$pgctl" "$@" || status=$?
  [ "$status" -eq 0 ] || say "ended with $status; docs/operating.md says what to do"
}

keep() {
  [ "$ended" -ne 0 ] || ended=$status
}

run_patiently() {
  run "$@"
  case $status in
  8 | 9)
    sleep "${NIGHT_PAUSE_S:-120}"
    run "$@"
    ;;
  esac
  keep
}

is_done() { # acquirer, day: all that its file explains is decided
  shown=$("$pgctl" reconcile show --acquirer "$1" --day "$2" --output json 2>/dev/null) || return 1
  echo "$shown" | grep -q '"state": *"done"'
}

is_its_file() { # file; of the day that is_done has just looked at. A clearing file ends with the SHA-256 of all before it
  sum=$(head -c -65 "$1" | sha256sum | cut -d ' ' -f 1)
  [ "$(tail -c 65 "$1")" = "$sum" ] && echo "$shown" | grep -q "\"sha256\": *\"$sum\""
}

put() { # file, folder beside it; one of its name there is kept as NAME.~1~
  [ "$2" = "done" ] || say "its day is reconciled with another file; this one goes to $2/"
  mkdir -p "$(dirname "$1")/$2" && mv --backup=numbered "$1" "$(dirname "$1")/$2/" && return
  status=1
  keep
  return 1
}

reconcile() { # acquirer, file; fails if the acquirer's later files have to wait
  day=$(basename "$2" .clr)
  run day close --acquirer "$1" --day "$day"
  keep
  [ "$status" -eq 0 ] || return 1
  run_patiently reconcile run --acquirer "$1" --day "$day" --file "$2"
  case $status in
  0) put "$2" "done" ;;
  5 | 8)
    is_done "$1" "$day" || return 1
    if is_its_file "$2"; then put "$2" "done"; else put "$2" "refused"; fi
    ;;
  *) return 1 ;;
  esac
}

for acquirer in "$folder"/*/; do
  [ -d "$acquirer" ] || continue
  name=$(basename "$acquirer")
  run day close --acquirer "$name"
  keep
  for file in "$acquirer"*.clr; do
    [ -f "$file" ] || continue
    reconcile "$name" "$file" || break
  done
  run day status --acquirer "$name" # 8: a day's file has not come
  keep
done
run_patiently settle run --live
run_patiently settle run
run settle trust --live --advances-aside # 8: it lacks more than merchants were advanced
keep
if [ "$ended" -ne 0 ]; then
  say "not all of it is done: $ended"
else
  say "done"
fi
exit "$ended"
