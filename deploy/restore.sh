#!/bin/sh
# Brings a copy (back-up) into a new database, which it makes; nothing that is there is touched. All of it or none.
# Afterwards: pgctl db check, with a configuration whose [database] names it.
#
#   restore <copy>.dump <new database>
set -eu

copy=$1
database=$2

createdb --owner=pay200_owner --encoding=UTF8 --template=template0 "$database"
# What create_database.sql does: a copy has nothing of the grants on its database.
printf '%s\n' 'REVOKE TEMPORARY ON DATABASE :"name" FROM PUBLIC;' |
  psql -X -q -v ON_ERROR_STOP=1 -v name="$database" --dbname="$database"
pg_restore --dbname="$database" --exit-on-error --single-transaction "$copy" || {
  dropdb "$database"
  echo "restore: $copy is not restored; $database is gone again" >&2
  exit 1
}
# Statistics are not in a copy, and without them the first queries take minutes.
vacuumdb --analyze-only --quiet "$database"
echo "$database is restored; now: pgctl db check"
