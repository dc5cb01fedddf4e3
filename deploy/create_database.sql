-- The gateway's database and its roles; psql as a superuser runs it, once or again:
--   sudo -u postgres psql -X -v ON_ERROR_STOP=1 -f /usr/share/pay200/create_database.sql
-- None has a password: they come by the unix socket, as pg_hba.conf and pg_ident.conf let them (docs/operating.md),
-- or with a certificate or a password that is set here afterwards.
SELECT 'CREATE ROLE ' || role || ' LOGIN'
  FROM unnest(ARRAY['pay200_owner', 'pay200_api', 'pay200_link', 'pay200_relay', 'pay200_stream', 'pay200_operator'])
       AS role
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
SELECT 'CREATE DATABASE pay200 OWNER pay200_owner ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'pay200') \gexec
-- Nor may any role but the owner make temporary tables, whose names could stand for what the owner's functions read.
REVOKE CONNECT, TEMPORARY ON DATABASE pay200 FROM PUBLIC;
GRANT CONNECT ON DATABASE pay200 TO pay200_api, pay200_link, pay200_relay, pay200_stream, pay200_operator;
