-- No UUIDv7 of the instant (UTC) or after it is less: where a partition by time begins.
CREATE OR REPLACE FUNCTION least_uuid_v7(p_utc timestamp) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM p_utc) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
