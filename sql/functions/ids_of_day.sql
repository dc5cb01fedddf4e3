-- The ids of what a business day can have, by when it is over: UUIDv7 are made when the day is stamped, give or take an
-- hour. From least_id to before most_id. Immutable, as hours are the same in every time zone.
CREATE OR REPLACE FUNCTION ids_of_day(p_cut_off_at timestamptz, OUT least_id uuid, OUT most_id uuid)
LANGUAGE sql IMMUTABLE AS $$
    SELECT least_uuid_v7((p_cut_off_at - interval '25 hours') AT TIME ZONE 'UTC'),
        least_uuid_v7((p_cut_off_at + interval '1 hour') AT TIME ZONE 'UTC')
$$;
