-- Workers remember keys. This one row tells them, in one small read, whether what they remember may
-- have changed: every function that ends a key counts it up in the same commit.

CREATE TABLE api_key_change (
    only_row boolean NOT NULL,
    version  bigint  NOT NULL,
    CONSTRAINT api_key_change_pk PRIMARY KEY (only_row),
    CONSTRAINT api_key_change_one_row CHECK (only_row)
);
INSERT INTO api_key_change (only_row, version) VALUES (true, 1);
COMMENT ON COLUMN api_key_change.version IS 'counted up whenever a key is revoked, or is given an end';

GRANT SELECT ON api_key_change TO pay200_api;
