-- Where did this come from: each statement takes a set of publications or of what they refer to.

-- name: report :opt
SELECT r.* FROM conversation.reports r WHERE r.id = :report_id;

-- name: lineage_publications :many hot
-- Publications with the people and the revision behind them.
SELECT p.id, p.character_id, p.sequence, p.kind, p.previous_id, p.revision_id, p.revision_digest, p.draft_id, p.draft_version,
       p.payload_digest, p.split_set_id, p.actor_id, p.actor_wallet_id, p.reason, p.contract_hash, p.receipt, p.receipt_digest,
       p.created_at, a.handle AS actor_handle, w.chain AS "wallet_chain?", w.address AS "wallet_address?",
       l.leaf_hash AS "leaf_hash?"
  FROM release.publications p
  JOIN identity.accounts a ON a.id = p.actor_id
  LEFT JOIN custody.wallets w ON w.id = p.actor_wallet_id
  LEFT JOIN release.log_leaves l ON l.publication_id = p.id
 WHERE p.id = ANY (:publication_ids)
 ORDER BY p.sequence;

-- name: publications_of_revision :many hot
SELECT p.id FROM release.publications p WHERE p.revision_id = :character_revision_id ORDER BY p.sequence;

-- name: publications_of_payload :many hot
SELECT p.id FROM release.publications p WHERE p.payload_digest = :payload_digest ORDER BY p.character_id, p.sequence;

-- name: lineage_evaluations :many hot
SELECT pe.publication_id, e.id, e.revision_digest, e.verdict, e.score, e.finished_at, e.expires_at,
       v.evaluator_id, v.version, v.configuration_digest
  FROM release.publication_evaluations pe
  JOIN release.evaluations e ON e.id = pe.evaluation_id
  JOIN release.evaluator_versions v ON v.id = e.evaluator_version_id
 WHERE pe.publication_id = ANY (:publication_ids)
 ORDER BY pe.publication_id, v.evaluator_id, e.id;

-- name: lineage_approvals :many hot
SELECT pa.publication_id, a.id, a.account_id, m.handle, a.reason, a.decided_at
  FROM release.publication_approvals pa
  JOIN release.approvals a ON a.id = pa.approval_id
  JOIN identity.accounts m ON m.id = a.account_id
 WHERE pa.publication_id = ANY (:publication_ids)
 ORDER BY pa.publication_id, a.decided_at, a.id;

-- name: refund_of_event :opt hot
SELECT e.id, e.external_id, e.occurred_at FROM economy.revenue_events e WHERE e.refund_of_id = :revenue_event_id;

-- name: lineage_terms :opt
SELECT t.* FROM economy.royalty_terms t WHERE t.id = :royalty_terms_id;

-- name: lineage_targets :many hot
SELECT t.publication_id, t.app_id, t.model_pack_id, t.version, v.label
  FROM release.publication_targets t
  JOIN catalog.model_pack_versions v ON v.model_pack_id = t.model_pack_id AND v.version = t.version
 WHERE t.publication_id = ANY (:publication_ids)
 ORDER BY t.publication_id, t.app_id, t.model_pack_id;

-- name: lineage_assets :many hot
SELECT pa.publication_id, a.id, a.kind, a.chain, a.contract_address, a.token_id, a.transaction_hash, a.recorded_at
  FROM release.publication_assets pa
  JOIN custody.asset_references a ON a.id = pa.asset_id
 WHERE pa.publication_id = ANY (:publication_ids)
 ORDER BY pa.publication_id, a.recorded_at, a.id;

-- name: lineage_split_sets :many hot
SELECT s.* FROM economy.split_sets s WHERE s.id = ANY (:split_set_ids) ORDER BY s.id;

-- name: lineage_revisions :many hot
-- Revisions without their content.
SELECT r.id, r.character_id, r.number, r.digest, r.parent_id, r.draft_id, r.draft_version, r.name, r.contract_hash,
       r.sealed_by_id, r.sealed_at, a.handle AS sealed_by_handle
  FROM release.character_revisions r
  JOIN identity.accounts a ON a.id = r.sealed_by_id
 WHERE r.id = ANY (:character_revision_ids)
 ORDER BY r.number;

-- name: owed_for_publications :many hot
-- What the revenue pinned to these publications comes to, by ledger account, payee and currency.
SELECT p.ledger_account, p.account_id, a.handle AS "handle?", e.currency, sum(p.amount_minor)::bigint AS "amount_minor!", count(DISTINCT e.id) AS "events!"
  FROM economy.revenue_events e
  JOIN economy.postings p ON p.revenue_event_id = e.id
  LEFT JOIN identity.accounts a ON a.id = p.account_id
 WHERE e.publication_id = ANY (:publication_ids)
 GROUP BY p.ledger_account, p.account_id, a.handle, e.currency
 ORDER BY p.ledger_account, p.account_id, e.currency;

-- name: lineage_payloads :many hot
SELECT p.digest, p.revision_id, p.version, octet_length(p.body) AS "size!"
  FROM release.payloads p
 WHERE p.digest = ANY (:payload_digests)
 ORDER BY p.digest;
