-- What the server asks of the database itself.

-- name: contract_stamp :one
-- The contract that the database carries, as migrations stamped it: `contract sha256:…`.
SELECT obj_description(to_regnamespace('catalog'), 'pg_namespace') AS "stamp?";

-- name: ready :one
SELECT 1 AS "one!";

-- name: purge_outcomes :exec hot
-- Conversation outcomes whose retention has ended.
DELETE FROM conversation.conversation_outcomes o WHERE o.expires_at <= :now;
