-- Wallets that accounts hold.

-- name: wallets_of_account :many hot
SELECT w.id, w.chain, w.address, w.verified_at
  FROM custody.wallets w
 WHERE w.account_id = :account_id
 ORDER BY w.created_at DESC
 LIMIT 100;

-- name: wallet_at :opt hot
SELECT w.* FROM custody.wallets w WHERE w.chain = :chain AND w.address = :address FOR UPDATE;

-- name: prove_wallet :exec
UPDATE custody.wallets SET verified_at = :now WHERE id = :wallet_id;

-- name: remove_wallet :exec
-- Refused by the database where a publication or an asset names it.
DELETE FROM custody.wallets w WHERE w.id = :wallet_id;

-- name: owner_of_wallet :opt hot
-- Only where it was proved: anybody may say that an address is theirs.
SELECT w.account_id, a.disabled_at
  FROM custody.wallets w
  JOIN identity.accounts a ON a.id = w.account_id
 WHERE w.chain = :chain
   AND w.address = :address
   AND w.verified_at IS NOT NULL;
