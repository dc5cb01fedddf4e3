#!/bin/sh
# The programs as they are installed: position-independent, with read-only relocations that are
# bound at the start, no stack that is executable, and the C library's checked functions in place of the
# plain ones (_FORTIFY_SOURCE). hardening.sh FOLDER
set -eu

status=0
complain() {
  echo "$1: $2" >&2
  status=1
}

for name in pay200-fcgi pgctl pay200-sandbox; do
  program=$1/$name
  [ -x "$program" ] || { complain "$program" "is not there"; continue; }
  header=$(readelf -W -h -l -d "$program")
  case $header in *'Type:'*DYN*) ;; *) complain "$name" "is not position-independent" ;; esac
  case $header in *GNU_RELRO*) ;; *) complain "$name" "has no read-only relocations" ;; esac
  case $header in *BIND_NOW* | *'Flags: NOW'*) ;; *) complain "$name" "binds late (-z now)" ;; esac
  readelf -W --dyn-syms "$program" | grep -qE ' __[a-z]+_chk(@|$)' ||
    complain "$name" "is built without _FORTIFY_SOURCE"
  case $header in *GNU_STACK*RWE*) complain "$name" "has an executable stack" ;; esac
done
exit $status
