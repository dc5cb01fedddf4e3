-- Distributes the gateway's tables over the nodes of Citus (13): run once as the database's superuser on the
-- coordinator, after `pgctl db migrate` has made tables and functions and before there is much in them; again after each
-- later `pgctl db migrate` that made tables or functions, which it finds by itself.
--   sudo -u postgres psql -X -v ON_ERROR_STOP=1 -d pay200 -f /usr/share/pay200/citus.sql
-- The rules are the schema's own: what belongs to a merchant has merchant_id in its primary key before all else that a
-- row may belong to, what belongs to a shopper shopper_id, what belongs to somebody who works for merchants staff_id; the
-- rest is small, is written rarely, and is on every node. docs/scaling.md says what of this has been tried.
SET search_path = pay200, public;

DO $$
DECLARE
    t record;
    leader text;
BEGIN
    FOR t IN
        SELECT c.oid, c.relname, k.owner
        FROM pg_class c
        JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        CROSS JOIN LATERAL (
            SELECT a.attname AS owner FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
            ORDER BY a.attname NOT IN ('merchant_id', 'shopper_id', 'staff_id'), k.place LIMIT 1) k
        WHERE c.relnamespace = 'pay200'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND NOT EXISTS (SELECT FROM pg_dist_partition d WHERE d.logicalrelid = c.oid)
        -- Those that the others are placed beside go first.
        ORDER BY c.relname NOT IN ('payment', 'shopper', 'staff'), c.relname
    LOOP
        leader := CASE t.owner
            WHEN 'merchant_id' THEN 'payment' WHEN 'shopper_id' THEN 'shopper' WHEN 'staff_id' THEN 'staff' END;
        IF t.relname = 'merchant' OR (leader IS NULL AND t.owner NOT IN ('login_id', 'subject')) THEN
            PERFORM create_reference_table(t.oid::regclass);
        ELSE
            -- A log-in's name and what is counted by subject are looked up by just that.
            PERFORM create_distributed_table(t.oid::regclass, t.owner::text,
                colocate_with => CASE WHEN leader IS NULL OR leader = t.relname THEN 'none'
                                      ELSE 'pay200.' || leader END);
        END IF;
    END LOOP;
END
$$;

-- A transition is one call about one merchant: it goes to the node that has the merchant, whole.
DO $$
DECLARE
    f record;
BEGIN
    FOR f IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'pay200'::regnamespace AND p.proargnames[1] = 'p_merchant_id'
            AND p.provolatile = 'v' AND p.prokind = 'f'
    LOOP
        PERFORM create_distributed_function(f.oid::regprocedure, 'p_merchant_id', colocate_with => 'pay200.payment');
    END LOOP;
END
$$;
