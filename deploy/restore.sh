#!/bin/sh
# Brings a copy (back-up) into a database, which it makes, or which is there and empty; nothing that is there is
# touched. All of it or none. Afterwards: pgctl db check, with a configuration whose [database] names it.
#
#   restore <copy>.dump <database>
set -eu

copy=$1
database=$2

there=$(echo "SELECT count(*) FROM pg_database WHERE datname = :'name'" |
  psql --no-psqlrc --tuples-only --no-align --set=name="$database" postgres)
[ "$there" -eq 1 ] || createdb --owner=pay200_owner --encoding=UTF8 --template=template0 "$database"
pg_restore --dbname="$database" --exit-on-error --single-transaction "$copy" || {
  [ "$there" -eq 1 ] || dropdb "$database"
  echo "restore: $copy is not restored; $database is as it was" >&2
  exit 1
}
# As create_database.sql does it: what a database allows is not in a copy.
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=name="$database" postgres <<'END'
REVOKE CONNECT, TEMPORARY ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO pay200_api, pay200_link, pay200_relay, pay200_stream, pay200_operator;
END
# Statistics are not in a copy, and without them the first queries take minutes.
vacuumdb --analyze-only --quiet "$database"
echo "$database is restored; now: pgctl db check"
