-- name: spent_by :many
-- What each of these customers has spent.
SELECT c.id, c.name, c.tier, sum(o.total) AS "spent!"
  FROM "Customer" c JOIN "orders" o ON o.customer_id = c.id
 WHERE c.id = ANY (:customer_ids) AND o.total > :more_than
 GROUP BY c.id ORDER BY c.id;

-- name: orders_of :many
SELECT o.* FROM "orders" o WHERE o.customer_id = :customer_id ORDER BY o.id;

-- name: count_orders :one
SELECT count(*) AS "count!" FROM "orders";

-- name: annotate :exec
UPDATE "orders" SET note = :note? WHERE id = :order_id;

-- name: customers_like :many
SELECT c.id FROM "Customer" c
 WHERE c.tier = ANY (:tiers) AND c.email = ANY (:emails) ORDER BY c.id;
