-- What of an act is hashed: its columns in order, each as "length in bytes:text,". Written so that two acts that differ
-- have two contents, and that core/audit writes the same without asking the database.
CREATE OR REPLACE FUNCTION audit_content(a audit_act) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pay200, pg_temp AS $$
    SELECT convert_to(string_agg(octet_length(convert_to(field, 'UTF8')) || ':' || field || ',', '' ORDER BY n), 'UTF8')
    FROM unnest(ARRAY[a.merchant_id::text, a.seq::text, a.act_id::text, (extract(epoch FROM a.at) * 1000000)::bigint::text,
                      a.actor_kind, a.actor, a.noun, a.verb, a.subject, a.details]) WITH ORDINALITY AS f (field, n)
$$;
