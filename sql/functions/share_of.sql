-- The share of p_whole that belongs to p_part of p_of, rounded half up. Taken of a growing part it is
-- cumulative: the steps add up to p_whole exactly.
CREATE OR REPLACE FUNCTION share_of(p_whole bigint, p_part bigint, p_of bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    -- numeric: the product of two amounts does not fit a bigint
    SELECT div(2 * p_whole::numeric * p_part + p_of, 2 * p_of::numeric)::bigint
$$;
