-- The market: pages of listings. One statement for each plan shape; every page is a keyset.

-- name: market_newest :many hot
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE (l.created_at, l.character_id) < (:before, :before_character_id)
 ORDER BY l.created_at DESC, l.character_id DESC
 LIMIT :page_size;

-- name: market_updated :many hot
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE (l.published_at, l.character_id) < (:before, :before_character_id)
 ORDER BY l.published_at DESC, l.character_id DESC
 LIMIT :page_size;

-- name: market_published :many hot
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE (l.first_published_at, l.character_id) < (:before, :before_character_id)
 ORDER BY l.first_published_at DESC, l.character_id DESC
 LIMIT :page_size;

-- name: market_app_newest :many hot
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE l.vertical_app = :vertical_app
   AND (l.created_at, l.character_id) < (:before, :before_character_id)
 ORDER BY l.created_at DESC, l.character_id DESC
 LIMIT :page_size;

-- name: market_app_updated :many hot
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE l.vertical_app = :vertical_app
   AND (l.published_at, l.character_id) < (:before, :before_character_id)
 ORDER BY l.published_at DESC, l.character_id DESC
 LIMIT :page_size;

-- name: market_app_published :many hot
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE l.vertical_app = :vertical_app
   AND (l.first_published_at, l.character_id) < (:before, :before_character_id)
 ORDER BY l.first_published_at DESC, l.character_id DESC
 LIMIT :page_size;

-- name: market_facets :many hot
-- Several filters at once: all of them are one containment. The matches are sorted, so any order is the same plan.
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE l.facets @> :facets
   AND (CASE :sort WHEN 'updated' THEN l.published_at WHEN 'published' THEN l.first_published_at ELSE l.created_at END, l.character_id) < (:before, :before_character_id)
 ORDER BY CASE :sort WHEN 'updated' THEN l.published_at WHEN 'published' THEN l.first_published_at ELSE l.created_at END DESC, l.character_id DESC
 LIMIT :page_size;

-- name: market_search :many hot
-- Text anywhere in name, blurb or tags.
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE l.search_text LIKE :pattern
   AND (CASE :sort WHEN 'updated' THEN l.published_at WHEN 'published' THEN l.first_published_at ELSE l.created_at END, l.character_id) < (:before, :before_character_id)
 ORDER BY CASE :sort WHEN 'updated' THEN l.published_at WHEN 'published' THEN l.first_published_at ELSE l.created_at END DESC, l.character_id DESC
 LIMIT :page_size;

-- name: market_search_facets :many hot
-- Text and filters.
SELECT l.character_id, l.slug, l.name, l.blurb, l.creator_id, l.creator_handle, l.vertical_app, l.tags, l.created_at, l.first_published_at, l.published_at
  FROM catalog.market_listings l
 WHERE l.search_text LIKE :pattern
   AND l.facets @> :facets
   AND (CASE :sort WHEN 'updated' THEN l.published_at WHEN 'published' THEN l.first_published_at ELSE l.created_at END, l.character_id) < (:before, :before_character_id)
 ORDER BY CASE :sort WHEN 'updated' THEN l.published_at WHEN 'published' THEN l.first_published_at ELSE l.created_at END DESC, l.character_id DESC
 LIMIT :page_size;

-- name: listing_portraits :many hot
-- The pictures of a page of listings.
SELECT c.id AS character_id, r.portrait_digest AS "portrait_digest!"
  FROM catalog.characters c
  JOIN release.character_revisions r ON r.id = c.published_revision_id
 WHERE c.id = ANY (:character_ids)
   AND r.portrait_digest IS NOT NULL;

-- name: shown_character :opt hot
-- What stands on a character's page: the pointer, and the revision that it rests on.
SELECT c.id, c.slug, c.state, c.visibility, c.vertical_app, c.first_published_at, c.published_at, c.payload_digest,
       c.current_publication_id, a.handle, a.display_name, r.number, r.digest, r.portrait_digest, r.content
  FROM catalog.characters c
  JOIN identity.accounts a ON a.id = c.creator_id
  JOIN release.character_revisions r ON r.id = c.published_revision_id
 WHERE c.slug = :slug;
