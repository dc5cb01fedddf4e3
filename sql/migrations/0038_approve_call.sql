-- An approval as an element of approve_payments' array, and what such an array's calls are answered.
-- approve_payment stays until a later version, as workers call it that were started before this migration.

CREATE TYPE approve_call AS (
    merchant_id      bigint,
    attempt_id       uuid,
    response_code    text,
    approval_code    text,
    transaction_id   uuid,
    business_day     date,
    entry_ids        uuid[],
    accounts         text[],
    amounts          bigint[],
    void_reversal_id uuid,
    now              timestamptz
);

CREATE TYPE placed_result AS (
    place         integer,
    outcome       text,
    replayed      boolean,
    acquirer_code text,
    holder_id     uuid,
    snapshot      jsonb
);
COMMENT ON TYPE placed_result IS 'place: of which call, from 0; the rest is transition_result''s';
