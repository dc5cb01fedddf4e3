-- A new PIN ends the other sessions: sql/functions/change_pin.sql is told which one asks.
DROP FUNCTION IF EXISTS change_pin(uuid, bytea);
