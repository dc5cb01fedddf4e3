-- The operator on whose behalf this session calls: pgctl connects as the application "pgctl:<name>"; anybody else in the
-- operators' role is known by that. null: the session is a worker's.
CREATE OR REPLACE FUNCTION acting_operator() RETURNS text
LANGUAGE sql STABLE SET search_path = pay200, pg_temp AS $$
    -- In a function of the owner's, session_user is still whoever connected; and the owner is no worker either.
    SELECT CASE WHEN pg_has_role(session_user, 'pay200_operator', 'MEMBER') OR session_user = current_user
        THEN coalesce(substring(current_setting('application_name') FROM '^pgctl:(.+)$'), session_user::text) END
$$;
