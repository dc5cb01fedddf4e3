-- How many days before the one that ends at p_cut_off_at an instant belongs to: 0 for that day itself, below zero
-- behind it. A day is 24 hours: Asia/Seoul has no summer time. Without a SET of its own, so that it becomes a part of
-- the caller's statement.
CREATE OR REPLACE FUNCTION days_before(p_at timestamptz, p_cut_off_at timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT (ceil(extract(epoch FROM p_cut_off_at - p_at) / 86400) - 1)::integer
$$;
