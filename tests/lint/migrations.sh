#!/bin/sh
# A migration that databases have run stays as it is: another text is refused there. A new one gets a line in
# sql/migrations/SHA256SUMS, and no other line changes.
set -eu
cd "$(dirname "$0")/../../sql/migrations"
sha256sum --quiet --check SHA256SUMS
for migration in *.sql; do
  grep -q "  $migration\$" SHA256SUMS || {
    echo "$migration has no line yet: (cd sql/migrations && sha256sum $migration >>SHA256SUMS)" >&2
    exit 1
  }
done
