-- The public halves of the keys that sign receipts.

-- name: announce_key :exec
INSERT INTO release.signing_keys (id, public_key, created_at)
VALUES (:signing_key_id, :public_key, :now)
ON CONFLICT (id) DO NOTHING;

-- name: signing_keys :many
SELECT k.* FROM release.signing_keys k ORDER BY k.created_at, k.id;
