#!/bin/sh
# A copy of the whole database that can be restored anywhere: database, roles, and a check that it can be read.
# Point-in-time recovery is another thing (docs/operating.md); one does not replace the other. PGHOST, PGUSER and the
# like say where the database is; the keys (/etc/pay200/secrets) are not in it.
#
#   back-up <folder>      makes <folder>/pay200-<time>.dump and ...-roles.sql
set -eu
umask 077

folder=$1
database=${PGDATABASE:-pay200}
name=pay200-$(date -u +%Y%m%dT%H%M%SZ)

# Under its own name only once it is whole.
pg_dumpall --roles-only --no-role-passwords --file="$folder/$name-roles.part"
pg_dump --format=custom --file="$folder/$name.part" "$database"
pg_restore --list "$folder/$name.part" >/dev/null
sync "$folder/$name.part" "$folder/$name-roles.part"
mv "$folder/$name-roles.part" "$folder/$name-roles.sql"
mv "$folder/$name.part" "$folder/$name.dump"
echo "$folder/$name.dump"
