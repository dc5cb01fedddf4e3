-- A UUIDv7 (RFC 9562) of the given instant, for rows that a transition derives by itself (events,
-- negated ledger entries). Ids that name a request's own act come from the application.
CREATE OR REPLACE FUNCTION uuid_v7(p_now timestamptz) RETURNS uuid
LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM p_now) * 1000)::bigint), 12, '0') || '7'
            || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
$$;
