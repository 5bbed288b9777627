-- What an account earned. An event's id says when it was recorded, so a month is a range of ids: what is
-- recorded later never changes a statement that was read before.

-- name: earning_lines :many hot
-- Newest first. Credits are what is owed: earnings are the postings, negated.
SELECT p.revenue_event_id, -p.amount_minor AS "earned_minor!", e.kind, e.app_id, e.currency, e.amount_minor AS paid_minor,
       e.source, e.external_id, e.occurred_at, e.recorded_at, e.character_id, c.name
  FROM economy.postings p
  JOIN economy.revenue_events e ON e.id = p.revenue_event_id
  JOIN catalog.characters c ON c.id = e.character_id
 WHERE p.account_id = :account_id
   AND p.revenue_event_id >= :from_revenue_event_id
   AND p.revenue_event_id < :before_revenue_event_id
 ORDER BY p.revenue_event_id DESC
 LIMIT :page_size;

-- name: earning_sums :many hot
-- A statement's sums, by character and currency.
SELECT e.character_id, c.name, e.currency, -sum(p.amount_minor)::bigint AS "earned_minor!",
       count(*) FILTER (WHERE e.kind = 'sale') AS "sales!", count(*) FILTER (WHERE e.kind = 'refund') AS "refunds!"
  FROM economy.postings p
  JOIN economy.revenue_events e ON e.id = p.revenue_event_id
  JOIN catalog.characters c ON c.id = e.character_id
 WHERE p.account_id = :account_id
   AND p.revenue_event_id >= :from_revenue_event_id
   AND p.revenue_event_id < :before_revenue_event_id
 GROUP BY e.character_id, c.name, e.currency
 ORDER BY e.currency, sum(p.amount_minor), e.character_id;

-- name: earning_months :many hot
-- Sums of months by their first ids, counted from 1; the last one ends before an id.
SELECT width_bucket(p.revenue_event_id, :month_revenue_event_ids::uuid[]) AS "month!", e.currency,
       -sum(p.amount_minor)::bigint AS "earned_minor!"
  FROM economy.postings p
  JOIN economy.revenue_events e ON e.id = p.revenue_event_id
 WHERE p.account_id = :account_id
   AND p.revenue_event_id >= :from_revenue_event_id
   AND p.revenue_event_id < :before_revenue_event_id
 GROUP BY 1, e.currency
 ORDER BY 2, 1;

-- name: split_history :many hot
-- The split sets that name an account, newest first, each until the character's next one.
SELECT s.id, s.character_id, c.name, h.role, h.share_ppm, s.effective_from,
       (SELECT min(n.effective_from)
          FROM economy.split_sets n
         WHERE n.character_id = s.character_id AND n.effective_from > s.effective_from) AS "effective_until?"
  FROM economy.split_shares h
  JOIN economy.split_sets s ON s.id = h.split_set_id
  JOIN catalog.characters c ON c.id = s.character_id
 WHERE h.account_id = :account_id
   AND h.split_set_id < :before_split_set_id
 ORDER BY h.split_set_id DESC
 LIMIT :page_size;
