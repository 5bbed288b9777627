-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "catalog";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "conversation";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "custody";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "economy";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "identity";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "release";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "studio";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "pg_trgm";

-- CreateEnum
CREATE TYPE "catalog"."visibility" AS ENUM ('private', 'unlisted', 'public');

-- CreateEnum
CREATE TYPE "catalog"."character_state" AS ENUM ('draft', 'published', 'suspended', 'withdrawn');

-- CreateEnum
CREATE TYPE "catalog"."rollout_state" AS ENUM ('planned', 'live', 'paused', 'removed');

-- CreateEnum
CREATE TYPE "catalog"."tag_status" AS ENUM ('accepted', 'proposed', 'refused');

-- CreateEnum
CREATE TYPE "catalog"."tag_source" AS ENUM ('creator', 'import', 'moderator');

-- CreateEnum
CREATE TYPE "catalog"."collaborator_role" AS ENUM ('author', 'editor', 'artist', 'voice', 'translator');

-- CreateEnum
CREATE TYPE "conversation"."report_kind" AS ENUM ('safety', 'incompatibility');

-- CreateEnum
CREATE TYPE "custody"."asset_kind" AS ENUM ('mint', 'escrow');

-- CreateEnum
CREATE TYPE "economy"."revenue_kind" AS ENUM ('sale', 'refund');

-- CreateEnum
CREATE TYPE "economy"."ledger_account" AS ENUM ('clearing', 'platform', 'payable');

-- CreateEnum
CREATE TYPE "identity"."role" AS ENUM ('creator', 'moderator', 'app', 'finance', 'admin');

-- CreateEnum
CREATE TYPE "release"."evaluator_kind" AS ENUM ('builtin', 'remote');

-- CreateEnum
CREATE TYPE "release"."verdict" AS ENUM ('pass', 'fail', 'indeterminate');

-- CreateEnum
CREATE TYPE "release"."approval_decision" AS ENUM ('approve', 'reject');

-- CreateEnum
CREATE TYPE "release"."publication_kind" AS ENUM ('publish', 'rollback', 'suspend', 'reinstate', 'withdraw');

-- CreateTable
CREATE TABLE "catalog"."characters" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "creator_id" UUID NOT NULL,
    "state" "catalog"."character_state" NOT NULL DEFAULT 'draft',
    "name" TEXT NOT NULL,
    "visibility" "catalog"."visibility" NOT NULL DEFAULT 'private',
    "vertical_app" TEXT,
    "current_publication_id" UUID,
    "published_revision_id" UUID,
    "payload_digest" TEXT,
    "publication_count" INTEGER NOT NULL DEFAULT 0,
    "revision_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "first_published_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3),
    "suspended_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "characters_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "characters_pointer_follows_state" CHECK ((state = 'draft') = (current_publication_id IS NULL)),
    CONSTRAINT "characters_published_is_whole" CHECK (state <> 'published' OR (published_revision_id IS NOT NULL AND payload_digest IS NOT NULL)),
    CONSTRAINT "characters_slug_check" CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,158}[a-z0-9])?$')
);

-- CreateTable
CREATE TABLE "catalog"."apps" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "required_approvals" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "apps_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "apps_id_check" CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    CONSTRAINT "apps_required_approvals_check" CHECK (required_approvals BETWEEN 0 AND 9)
);

-- CreateTable
CREATE TABLE "catalog"."character_apps" (
    "character_id" UUID NOT NULL,
    "app_id" TEXT NOT NULL,
    "state" "catalog"."rollout_state" NOT NULL DEFAULT 'planned',
    "percentage" INTEGER NOT NULL DEFAULT 100,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by_id" UUID NOT NULL,

    CONSTRAINT "character_apps_pkey" PRIMARY KEY ("character_id","app_id"),
    CONSTRAINT "character_apps_percentage_check" CHECK (percentage BETWEEN 0 AND 100)
);

-- CreateTable
CREATE TABLE "catalog"."model_packs" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_packs_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "model_packs_id_check" CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);

-- CreateTable
CREATE TABLE "catalog"."model_pack_versions" (
    "model_pack_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "released_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_pack_versions_pkey" PRIMARY KEY ("model_pack_id","version"),
    CONSTRAINT "model_pack_versions_version_check" CHECK (version > 0)
);

-- CreateTable
CREATE TABLE "catalog"."app_model_packs" (
    "app_id" TEXT NOT NULL,
    "model_pack_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_model_packs_pkey" PRIMARY KEY ("app_id","model_pack_id")
);

-- CreateTable
CREATE TABLE "catalog"."voices" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "voices_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "voices_id_check" CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);

-- CreateTable
CREATE TABLE "catalog"."tags" (
    "id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "parent_id" TEXT,
    "status" "catalog"."tag_status" NOT NULL DEFAULT 'proposed',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tags_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tags_id_check" CHECK (length(id) BETWEEN 1 AND 64)
);

-- CreateTable
CREATE TABLE "catalog"."character_tags" (
    "character_id" UUID NOT NULL,
    "tag_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "source" "catalog"."tag_source" NOT NULL DEFAULT 'creator',
    "moderation_note" TEXT,
    "noted_by_id" UUID,

    CONSTRAINT "character_tags_pkey" PRIMARY KEY ("character_id","tag_id")
);

-- CreateTable
CREATE TABLE "catalog"."character_collaborators" (
    "character_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "role" "catalog"."collaborator_role" NOT NULL,
    "share_ppm" INTEGER NOT NULL,

    CONSTRAINT "character_collaborators_pkey" PRIMARY KEY ("character_id","account_id"),
    CONSTRAINT "character_collaborators_share_ppm_check" CHECK (share_ppm BETWEEN 0 AND 1000000)
);

-- CreateTable
CREATE TABLE "catalog"."market_listings" (
    "character_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "blurb" TEXT NOT NULL,
    "creator_id" UUID NOT NULL,
    "creator_handle" TEXT NOT NULL,
    "vertical_app" TEXT,
    "tags" TEXT[],
    "facets" TEXT[],
    "search_text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "first_published_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "market_listings_pkey" PRIMARY KEY ("character_id")
);

-- CreateTable
CREATE TABLE "conversation"."reports" (
    "id" UUID NOT NULL,
    "kind" "conversation"."report_kind" NOT NULL,
    "character_id" UUID NOT NULL,
    "payload_digest" TEXT NOT NULL,
    "publication_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "app_id" TEXT NOT NULL,
    "model_pack_id" TEXT,
    "model_pack_version" INTEGER,
    "category" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "reported_by_id" UUID NOT NULL,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation"."conversation_outcomes" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "app_id" TEXT NOT NULL,
    "turns" INTEGER NOT NULL,
    "rating" INTEGER,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversation_outcomes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "conversation_outcomes_turns_check" CHECK (turns >= 0),
    CONSTRAINT "conversation_outcomes_rating_check" CHECK (rating BETWEEN 1 AND 5)
);

-- CreateTable
CREATE TABLE "custody"."wallets" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "chain" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wallets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "custody"."asset_references" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "kind" "custody"."asset_kind" NOT NULL,
    "chain" TEXT NOT NULL,
    "contract_address" TEXT NOT NULL,
    "token_id" TEXT NOT NULL,
    "transaction_hash" TEXT NOT NULL,
    "wallet_id" UUID,
    "recorded_by_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "asset_references_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "economy"."split_sets" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID NOT NULL,

    CONSTRAINT "split_sets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "economy"."split_shares" (
    "split_set_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "role" "catalog"."collaborator_role" NOT NULL,
    "share_ppm" INTEGER NOT NULL,

    CONSTRAINT "split_shares_pkey" PRIMARY KEY ("split_set_id","account_id"),
    CONSTRAINT "split_shares_share_ppm_check" CHECK (share_ppm BETWEEN 0 AND 1000000)
);

-- CreateTable
CREATE TABLE "economy"."royalty_terms" (
    "id" UUID NOT NULL,
    "platform_fee_ppm" INTEGER NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "effective_until" TIMESTAMPTZ(3),
    "recorded_by_id" UUID NOT NULL,

    CONSTRAINT "royalty_terms_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "royalty_terms_span" CHECK (effective_until IS NULL OR effective_until > effective_from),
    CONSTRAINT "royalty_terms_platform_fee_ppm_check" CHECK (platform_fee_ppm BETWEEN 0 AND 1000000),
    CONSTRAINT "royalty_terms_no_overlap" EXCLUDE USING gist (tstzrange(effective_from, effective_until) WITH &&)
);

-- CreateTable
CREATE TABLE "economy"."revenue_events" (
    "id" UUID NOT NULL,
    "kind" "economy"."revenue_kind" NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "character_id" UUID NOT NULL,
    "publication_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "split_set_id" UUID NOT NULL,
    "terms_id" UUID NOT NULL,
    "app_id" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "refund_of_id" UUID,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "request_digest" TEXT NOT NULL,

    CONSTRAINT "revenue_events_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "revenue_events_refund_names_sale" CHECK ((kind = 'refund') = (refund_of_id IS NOT NULL)),
    CONSTRAINT "revenue_events_amount_minor_check" CHECK (amount_minor > 0),
    CONSTRAINT "revenue_events_currency_check" CHECK (currency ~ '^[A-Z]{3}$')
);

-- CreateTable
CREATE TABLE "economy"."postings" (
    "revenue_event_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "ledger_account" "economy"."ledger_account" NOT NULL,
    "account_id" UUID,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "postings_pkey" PRIMARY KEY ("revenue_event_id","line"),
    CONSTRAINT "postings_payable_names_account" CHECK ((ledger_account = 'payable') = (account_id IS NOT NULL))
);

-- CreateTable
CREATE TABLE "identity"."accounts" (
    "id" UUID NOT NULL,
    "handle" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "accounts_handle_check" CHECK (handle ~ '^[a-z0-9][a-z0-9_-]{0,62}$')
);

-- CreateTable
CREATE TABLE "identity"."account_roles" (
    "account_id" UUID NOT NULL,
    "role" "identity"."role" NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "granted_by_id" UUID,

    CONSTRAINT "account_roles_pkey" PRIMARY KEY ("account_id","role")
);

-- CreateTable
CREATE TABLE "identity"."api_tokens" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "token_digest" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "app_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "api_tokens_token_digest_check" CHECK (token_digest ~ '^[0-9a-f]{64}$')
);

-- CreateTable
CREATE TABLE "release"."character_revisions" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "parent_id" UUID,
    "draft_id" UUID NOT NULL,
    "draft_version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "visibility" "catalog"."visibility" NOT NULL,
    "vertical_app" TEXT,
    "contract_hash" TEXT NOT NULL,
    "sealed_by_id" UUID NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "character_revisions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "character_revisions_number_check" CHECK (number > 0),
    CONSTRAINT "character_revisions_digest_check" CHECK (digest ~ '^[0-9a-f]{64}$')
);

-- CreateTable
CREATE TABLE "release"."revision_model_packs" (
    "revision_id" UUID NOT NULL,
    "model_pack_id" TEXT NOT NULL,
    "min_version" INTEGER NOT NULL,
    "max_version" INTEGER,

    CONSTRAINT "revision_model_packs_pkey" PRIMARY KEY ("revision_id","model_pack_id"),
    CONSTRAINT "revision_model_packs_range" CHECK (max_version IS NULL OR max_version >= min_version)
);

-- CreateTable
CREATE TABLE "release"."evaluators" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "release"."evaluator_kind" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "evaluators_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release"."evaluator_versions" (
    "id" UUID NOT NULL,
    "evaluator_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "configuration" TEXT NOT NULL,
    "configuration_digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "evaluator_versions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "evaluator_versions_configuration_digest_check" CHECK (configuration_digest ~ '^[0-9a-f]{64}$')
);

-- CreateTable
CREATE TABLE "release"."gates" (
    "id" UUID NOT NULL,
    "app_id" TEXT NOT NULL,
    "evaluator_version_id" UUID NOT NULL,
    "valid_days" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "gates_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "gates_valid_days_check" CHECK (valid_days > 0)
);

-- CreateTable
CREATE TABLE "release"."evaluation_jobs" (
    "id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "evaluator_version_id" UUID NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "evaluation_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release"."evaluations" (
    "id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "revision_digest" TEXT NOT NULL,
    "evaluator_version_id" UUID NOT NULL,
    "verdict" "release"."verdict" NOT NULL,
    "score" DOUBLE PRECISION,
    "detail" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "evaluations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "evaluations_score_check" CHECK (score BETWEEN 0 AND 1)
);

-- CreateTable
CREATE TABLE "release"."approvals" (
    "id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "decision" "release"."approval_decision" NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release"."publications" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" "release"."publication_kind" NOT NULL,
    "previous_id" UUID,
    "revision_id" UUID NOT NULL,
    "revision_digest" TEXT NOT NULL,
    "draft_id" UUID NOT NULL,
    "draft_version" INTEGER NOT NULL,
    "payload_digest" TEXT NOT NULL,
    "split_set_id" UUID NOT NULL,
    "actor_id" UUID NOT NULL,
    "actor_wallet_id" UUID,
    "reason" TEXT NOT NULL DEFAULT '',
    "contract_hash" TEXT NOT NULL,
    "receipt" TEXT NOT NULL,
    "receipt_digest" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "request_digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publications_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "publications_sequence_check" CHECK (sequence > 0)
);

-- CreateTable
CREATE TABLE "release"."publication_evaluations" (
    "publication_id" UUID NOT NULL,
    "evaluation_id" UUID NOT NULL,

    CONSTRAINT "publication_evaluations_pkey" PRIMARY KEY ("publication_id","evaluation_id")
);

-- CreateTable
CREATE TABLE "release"."publication_approvals" (
    "publication_id" UUID NOT NULL,
    "approval_id" UUID NOT NULL,

    CONSTRAINT "publication_approvals_pkey" PRIMARY KEY ("publication_id","approval_id")
);

-- CreateTable
CREATE TABLE "release"."publication_targets" (
    "publication_id" UUID NOT NULL,
    "app_id" TEXT NOT NULL,
    "model_pack_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "publication_targets_pkey" PRIMARY KEY ("publication_id","app_id","model_pack_id")
);

-- CreateTable
CREATE TABLE "release"."publication_assets" (
    "publication_id" UUID NOT NULL,
    "asset_id" UUID NOT NULL,

    CONSTRAINT "publication_assets_pkey" PRIMARY KEY ("publication_id","asset_id")
);

-- CreateTable
CREATE TABLE "release"."payloads" (
    "digest" TEXT NOT NULL,
    "revision_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "body" BYTEA NOT NULL,
    "body_gzip" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payloads_pkey" PRIMARY KEY ("digest"),
    CONSTRAINT "payloads_digest_check" CHECK (digest ~ '^[0-9a-f]{64}$')
);

-- CreateTable
CREATE TABLE "release"."log_leaves" (
    "publication_id" UUID NOT NULL,
    "leaf_hash" TEXT NOT NULL,

    CONSTRAINT "log_leaves_pkey" PRIMARY KEY ("publication_id")
);

-- CreateTable
CREATE TABLE "release"."signing_keys" (
    "id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release"."outbox_events" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "character_id" UUID NOT NULL,
    "publication_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "studio"."character_drafts" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "creator_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "nickname" TEXT NOT NULL DEFAULT '',
    "persona_prompt" TEXT NOT NULL DEFAULT '',
    "personality" TEXT NOT NULL DEFAULT '',
    "greeting" TEXT NOT NULL DEFAULT '',
    "alternate_greetings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "group_greetings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "scenario" TEXT NOT NULL DEFAULT '',
    "example_dialogue" TEXT NOT NULL DEFAULT '',
    "system_prompt_override" TEXT NOT NULL DEFAULT '',
    "post_history_instructions" TEXT NOT NULL DEFAULT '',
    "creator_notes" TEXT NOT NULL DEFAULT '',
    "attribution" TEXT NOT NULL DEFAULT '',
    "version_label" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "voice_id" TEXT,
    "vertical_app" TEXT,
    "visibility" "catalog"."visibility" NOT NULL DEFAULT 'private',
    "character_book" JSONB,
    "authoring_notes" JSONB,
    "tool_metadata" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by_id" UUID NOT NULL,

    CONSTRAINT "character_drafts_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "character_drafts_version_check" CHECK (version > 0)
);

-- CreateTable
CREATE TABLE "studio"."draft_edits" (
    "draft_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "edit_digest" TEXT NOT NULL,
    "changed_fields" TEXT[],
    "saved_by_id" UUID NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "draft_edits_pkey" PRIMARY KEY ("draft_id","version")
);

-- CreateTable
CREATE TABLE "studio"."draft_model_packs" (
    "draft_id" UUID NOT NULL,
    "model_pack_id" TEXT NOT NULL,
    "min_version" INTEGER NOT NULL,
    "max_version" INTEGER,

    CONSTRAINT "draft_model_packs_pkey" PRIMARY KEY ("draft_id","model_pack_id"),
    CONSTRAINT "draft_model_packs_range" CHECK (max_version IS NULL OR max_version >= min_version)
);

-- CreateIndex
CREATE UNIQUE INDEX "characters_slug_key" ON "catalog"."characters"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "characters_current_publication_id_key" ON "catalog"."characters"("current_publication_id");

-- CreateIndex
CREATE INDEX "market_listings_newest_idx" ON "catalog"."market_listings"("created_at" DESC, "character_id" DESC);

-- CreateIndex
CREATE INDEX "market_listings_updated_idx" ON "catalog"."market_listings"("published_at" DESC, "character_id" DESC);

-- CreateIndex
CREATE INDEX "market_listings_published_idx" ON "catalog"."market_listings"("first_published_at" DESC, "character_id" DESC);

-- CreateIndex
CREATE INDEX "market_listings_app_newest_idx" ON "catalog"."market_listings"("vertical_app", "created_at" DESC, "character_id" DESC);

-- CreateIndex
CREATE INDEX "market_listings_app_updated_idx" ON "catalog"."market_listings"("vertical_app", "published_at" DESC, "character_id" DESC);

-- CreateIndex
CREATE INDEX "market_listings_app_published_idx" ON "catalog"."market_listings"("vertical_app", "first_published_at" DESC, "character_id" DESC);

-- CreateIndex
CREATE INDEX "market_listings_facets_idx" ON "catalog"."market_listings" USING GIN ("facets");

-- CreateIndex
CREATE INDEX "market_listings_search_idx" ON "catalog"."market_listings" USING GIN ("search_text" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "conversation_outcomes_retention_idx" ON "conversation"."conversation_outcomes"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "wallets_chain_address_key" ON "custody"."wallets"("chain", "address");

-- CreateIndex
CREATE UNIQUE INDEX "asset_references_fact_key" ON "custody"."asset_references"("character_id", "kind", "chain", "contract_address", "token_id", "transaction_hash");

-- CreateIndex
CREATE INDEX "split_sets_in_force_idx" ON "economy"."split_sets"("character_id", "effective_from" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "revenue_events_refund_of_id_key" ON "economy"."revenue_events"("refund_of_id");

-- CreateIndex
CREATE INDEX "revenue_events_publication_idx" ON "economy"."revenue_events"("publication_id");

-- CreateIndex
CREATE UNIQUE INDEX "revenue_events_source_external_id_key" ON "economy"."revenue_events"("source", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "revenue_events_recorded_by_id_idempotency_key_key" ON "economy"."revenue_events"("recorded_by_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_handle_key" ON "identity"."accounts"("handle");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_digest_key" ON "identity"."api_tokens"("token_digest");

-- CreateIndex
CREATE UNIQUE INDEX "character_revisions_character_id_number_key" ON "release"."character_revisions"("character_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "character_revisions_character_id_digest_key" ON "release"."character_revisions"("character_id", "digest");

-- CreateIndex
CREATE UNIQUE INDEX "evaluator_versions_evaluator_id_version_configuration_diges_key" ON "release"."evaluator_versions"("evaluator_id", "version", "configuration_digest");

-- CreateIndex
CREATE UNIQUE INDEX "gates_in_force_key" ON "release"."gates"("app_id", "evaluator_version_id") WHERE (retired_at IS NULL);

-- CreateIndex
CREATE INDEX "evaluation_jobs_due_idx" ON "release"."evaluation_jobs"("run_at") WHERE (finished_at IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "evaluation_jobs_open_key" ON "release"."evaluation_jobs"("revision_id", "evaluator_version_id") WHERE (finished_at IS NULL);

-- CreateIndex
CREATE INDEX "evaluations_newest_idx" ON "release"."evaluations"("revision_id", "evaluator_version_id", "finished_at" DESC);

-- CreateIndex
CREATE INDEX "approvals_newest_idx" ON "release"."approvals"("revision_id", "account_id", "decided_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "publications_previous_id_key" ON "release"."publications"("previous_id");

-- CreateIndex
CREATE INDEX "publications_payload_idx" ON "release"."publications"("payload_digest");

-- CreateIndex
CREATE INDEX "publications_revision_idx" ON "release"."publications"("revision_id");

-- CreateIndex
CREATE UNIQUE INDEX "publications_character_id_sequence_key" ON "release"."publications"("character_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "publications_actor_id_idempotency_key_key" ON "release"."publications"("actor_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "payloads_revision_id_version_key" ON "release"."payloads"("revision_id", "version");

-- CreateIndex
CREATE INDEX "outbox_events_undelivered_idx" ON "release"."outbox_events"("id") WHERE (delivered_at IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "character_drafts_character_id_key" ON "studio"."character_drafts"("character_id");

-- CreateIndex
CREATE INDEX "character_drafts_library_idx" ON "studio"."character_drafts"("creator_id", "updated_at" DESC, "character_id" DESC);

-- AddForeignKey
ALTER TABLE "catalog"."characters" ADD CONSTRAINT "characters_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."characters" ADD CONSTRAINT "characters_vertical_app_fkey" FOREIGN KEY ("vertical_app") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."characters" ADD CONSTRAINT "characters_current_publication_id_fkey" FOREIGN KEY ("current_publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."characters" ADD CONSTRAINT "characters_published_revision_id_fkey" FOREIGN KEY ("published_revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."characters" ADD CONSTRAINT "characters_payload_digest_fkey" FOREIGN KEY ("payload_digest") REFERENCES "release"."payloads"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."character_apps" ADD CONSTRAINT "character_apps_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."character_apps" ADD CONSTRAINT "character_apps_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."character_apps" ADD CONSTRAINT "character_apps_updated_by_id_fkey" FOREIGN KEY ("updated_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."model_pack_versions" ADD CONSTRAINT "model_pack_versions_model_pack_id_fkey" FOREIGN KEY ("model_pack_id") REFERENCES "catalog"."model_packs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."app_model_packs" ADD CONSTRAINT "app_model_packs_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."app_model_packs" ADD CONSTRAINT "app_model_packs_model_pack_id_version_fkey" FOREIGN KEY ("model_pack_id", "version") REFERENCES "catalog"."model_pack_versions"("model_pack_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."tags" ADD CONSTRAINT "tags_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "catalog"."tags"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."character_tags" ADD CONSTRAINT "character_tags_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."character_tags" ADD CONSTRAINT "character_tags_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "catalog"."tags"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."character_tags" ADD CONSTRAINT "character_tags_noted_by_id_fkey" FOREIGN KEY ("noted_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."character_collaborators" ADD CONSTRAINT "character_collaborators_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."character_collaborators" ADD CONSTRAINT "character_collaborators_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."market_listings" ADD CONSTRAINT "market_listings_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog"."market_listings" ADD CONSTRAINT "market_listings_vertical_app_fkey" FOREIGN KEY ("vertical_app") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."reports" ADD CONSTRAINT "reports_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."reports" ADD CONSTRAINT "reports_payload_digest_fkey" FOREIGN KEY ("payload_digest") REFERENCES "release"."payloads"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."reports" ADD CONSTRAINT "reports_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."reports" ADD CONSTRAINT "reports_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."reports" ADD CONSTRAINT "reports_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."reports" ADD CONSTRAINT "reports_model_pack_id_model_pack_version_fkey" FOREIGN KEY ("model_pack_id", "model_pack_version") REFERENCES "catalog"."model_pack_versions"("model_pack_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."reports" ADD CONSTRAINT "reports_reported_by_id_fkey" FOREIGN KEY ("reported_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."conversation_outcomes" ADD CONSTRAINT "conversation_outcomes_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."conversation_outcomes" ADD CONSTRAINT "conversation_outcomes_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."conversation_outcomes" ADD CONSTRAINT "conversation_outcomes_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "custody"."wallets" ADD CONSTRAINT "wallets_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "custody"."asset_references" ADD CONSTRAINT "asset_references_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "custody"."asset_references" ADD CONSTRAINT "asset_references_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "custody"."wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "custody"."asset_references" ADD CONSTRAINT "asset_references_recorded_by_id_fkey" FOREIGN KEY ("recorded_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."split_sets" ADD CONSTRAINT "split_sets_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."split_sets" ADD CONSTRAINT "split_sets_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."split_shares" ADD CONSTRAINT "split_shares_split_set_id_fkey" FOREIGN KEY ("split_set_id") REFERENCES "economy"."split_sets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."split_shares" ADD CONSTRAINT "split_shares_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."royalty_terms" ADD CONSTRAINT "royalty_terms_recorded_by_id_fkey" FOREIGN KEY ("recorded_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."revenue_events" ADD CONSTRAINT "revenue_events_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."revenue_events" ADD CONSTRAINT "revenue_events_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."revenue_events" ADD CONSTRAINT "revenue_events_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."revenue_events" ADD CONSTRAINT "revenue_events_split_set_id_fkey" FOREIGN KEY ("split_set_id") REFERENCES "economy"."split_sets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."revenue_events" ADD CONSTRAINT "revenue_events_terms_id_fkey" FOREIGN KEY ("terms_id") REFERENCES "economy"."royalty_terms"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."revenue_events" ADD CONSTRAINT "revenue_events_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."revenue_events" ADD CONSTRAINT "revenue_events_recorded_by_id_fkey" FOREIGN KEY ("recorded_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."revenue_events" ADD CONSTRAINT "revenue_events_refund_of_id_fkey" FOREIGN KEY ("refund_of_id") REFERENCES "economy"."revenue_events"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."postings" ADD CONSTRAINT "postings_revenue_event_id_fkey" FOREIGN KEY ("revenue_event_id") REFERENCES "economy"."revenue_events"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "economy"."postings" ADD CONSTRAINT "postings_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."account_roles" ADD CONSTRAINT "account_roles_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."account_roles" ADD CONSTRAINT "account_roles_granted_by_id_fkey" FOREIGN KEY ("granted_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."api_tokens" ADD CONSTRAINT "api_tokens_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."api_tokens" ADD CONSTRAINT "api_tokens_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."character_revisions" ADD CONSTRAINT "character_revisions_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."character_revisions" ADD CONSTRAINT "character_revisions_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."character_revisions" ADD CONSTRAINT "character_revisions_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "studio"."character_drafts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."character_revisions" ADD CONSTRAINT "character_revisions_sealed_by_id_fkey" FOREIGN KEY ("sealed_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."revision_model_packs" ADD CONSTRAINT "revision_model_packs_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."revision_model_packs" ADD CONSTRAINT "revision_model_packs_model_pack_id_fkey" FOREIGN KEY ("model_pack_id") REFERENCES "catalog"."model_packs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."evaluator_versions" ADD CONSTRAINT "evaluator_versions_evaluator_id_fkey" FOREIGN KEY ("evaluator_id") REFERENCES "release"."evaluators"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."gates" ADD CONSTRAINT "gates_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."gates" ADD CONSTRAINT "gates_evaluator_version_id_fkey" FOREIGN KEY ("evaluator_version_id") REFERENCES "release"."evaluator_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."evaluation_jobs" ADD CONSTRAINT "evaluation_jobs_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."evaluation_jobs" ADD CONSTRAINT "evaluation_jobs_evaluator_version_id_fkey" FOREIGN KEY ("evaluator_version_id") REFERENCES "release"."evaluator_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."evaluation_jobs" ADD CONSTRAINT "evaluation_jobs_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."evaluations" ADD CONSTRAINT "evaluations_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."evaluations" ADD CONSTRAINT "evaluations_evaluator_version_id_fkey" FOREIGN KEY ("evaluator_version_id") REFERENCES "release"."evaluator_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."approvals" ADD CONSTRAINT "approvals_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."approvals" ADD CONSTRAINT "approvals_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publications" ADD CONSTRAINT "publications_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publications" ADD CONSTRAINT "publications_previous_id_fkey" FOREIGN KEY ("previous_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publications" ADD CONSTRAINT "publications_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publications" ADD CONSTRAINT "publications_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "studio"."character_drafts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publications" ADD CONSTRAINT "publications_payload_digest_fkey" FOREIGN KEY ("payload_digest") REFERENCES "release"."payloads"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publications" ADD CONSTRAINT "publications_split_set_id_fkey" FOREIGN KEY ("split_set_id") REFERENCES "economy"."split_sets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publications" ADD CONSTRAINT "publications_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publications" ADD CONSTRAINT "publications_actor_wallet_id_fkey" FOREIGN KEY ("actor_wallet_id") REFERENCES "custody"."wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_evaluations" ADD CONSTRAINT "publication_evaluations_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_evaluations" ADD CONSTRAINT "publication_evaluations_evaluation_id_fkey" FOREIGN KEY ("evaluation_id") REFERENCES "release"."evaluations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_approvals" ADD CONSTRAINT "publication_approvals_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_approvals" ADD CONSTRAINT "publication_approvals_approval_id_fkey" FOREIGN KEY ("approval_id") REFERENCES "release"."approvals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_targets" ADD CONSTRAINT "publication_targets_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_targets" ADD CONSTRAINT "publication_targets_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_targets" ADD CONSTRAINT "publication_targets_model_pack_id_version_fkey" FOREIGN KEY ("model_pack_id", "version") REFERENCES "catalog"."model_pack_versions"("model_pack_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_assets" ADD CONSTRAINT "publication_assets_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."publication_assets" ADD CONSTRAINT "publication_assets_asset_id_fkey" FOREIGN KEY ("asset_id") REFERENCES "custody"."asset_references"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."payloads" ADD CONSTRAINT "payloads_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."log_leaves" ADD CONSTRAINT "log_leaves_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."outbox_events" ADD CONSTRAINT "outbox_events_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."outbox_events" ADD CONSTRAINT "outbox_events_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."character_drafts" ADD CONSTRAINT "character_drafts_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."character_drafts" ADD CONSTRAINT "character_drafts_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."character_drafts" ADD CONSTRAINT "character_drafts_updated_by_id_fkey" FOREIGN KEY ("updated_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."character_drafts" ADD CONSTRAINT "character_drafts_voice_id_fkey" FOREIGN KEY ("voice_id") REFERENCES "catalog"."voices"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."character_drafts" ADD CONSTRAINT "character_drafts_vertical_app_fkey" FOREIGN KEY ("vertical_app") REFERENCES "catalog"."apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."draft_edits" ADD CONSTRAINT "draft_edits_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "studio"."character_drafts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."draft_edits" ADD CONSTRAINT "draft_edits_saved_by_id_fkey" FOREIGN KEY ("saved_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."draft_model_packs" ADD CONSTRAINT "draft_model_packs_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "studio"."character_drafts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."draft_model_packs" ADD CONSTRAINT "draft_model_packs_model_pack_id_fkey" FOREIGN KEY ("model_pack_id") REFERENCES "catalog"."model_packs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateAppendOnlyGuard
CREATE OR REPLACE FUNCTION "conversation"."refuse_change"() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $guard$
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'RP001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
              HINT = 'Rows of this table are never changed or removed; add a new one.';
END
$guard$;

-- CreateAppendOnlyGuard
CREATE OR REPLACE FUNCTION "custody"."refuse_change"() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $guard$
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'RP001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
              HINT = 'Rows of this table are never changed or removed; add a new one.';
END
$guard$;

-- CreateAppendOnlyGuard
CREATE OR REPLACE FUNCTION "economy"."refuse_change"() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $guard$
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'RP001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
              HINT = 'Rows of this table are never changed or removed; add a new one.';
END
$guard$;

-- CreateAppendOnlyGuard
CREATE OR REPLACE FUNCTION "release"."refuse_change"() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $guard$
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'RP001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
              HINT = 'Rows of this table are never changed or removed; add a new one.';
END
$guard$;

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "conversation"."reports" FOR EACH STATEMENT EXECUTE FUNCTION "conversation"."refuse_change"();
ALTER TABLE "conversation"."reports" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "conversation"."reports" FOR EACH STATEMENT EXECUTE FUNCTION "conversation"."refuse_change"();
ALTER TABLE "conversation"."reports" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "custody"."asset_references" FOR EACH STATEMENT EXECUTE FUNCTION "custody"."refuse_change"();
ALTER TABLE "custody"."asset_references" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "custody"."asset_references" FOR EACH STATEMENT EXECUTE FUNCTION "custody"."refuse_change"();
ALTER TABLE "custody"."asset_references" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "economy"."split_sets" FOR EACH STATEMENT EXECUTE FUNCTION "economy"."refuse_change"();
ALTER TABLE "economy"."split_sets" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "economy"."split_sets" FOR EACH STATEMENT EXECUTE FUNCTION "economy"."refuse_change"();
ALTER TABLE "economy"."split_sets" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "economy"."split_shares" FOR EACH STATEMENT EXECUTE FUNCTION "economy"."refuse_change"();
ALTER TABLE "economy"."split_shares" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "economy"."split_shares" FOR EACH STATEMENT EXECUTE FUNCTION "economy"."refuse_change"();
ALTER TABLE "economy"."split_shares" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "economy"."revenue_events" FOR EACH STATEMENT EXECUTE FUNCTION "economy"."refuse_change"();
ALTER TABLE "economy"."revenue_events" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "economy"."revenue_events" FOR EACH STATEMENT EXECUTE FUNCTION "economy"."refuse_change"();
ALTER TABLE "economy"."revenue_events" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "economy"."postings" FOR EACH STATEMENT EXECUTE FUNCTION "economy"."refuse_change"();
ALTER TABLE "economy"."postings" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "economy"."postings" FOR EACH STATEMENT EXECUTE FUNCTION "economy"."refuse_change"();
ALTER TABLE "economy"."postings" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."character_revisions" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."character_revisions" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."character_revisions" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."character_revisions" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."revision_model_packs" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."revision_model_packs" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."revision_model_packs" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."revision_model_packs" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."evaluator_versions" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."evaluator_versions" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."evaluator_versions" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."evaluator_versions" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."evaluations" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."evaluations" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."evaluations" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."evaluations" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."approvals" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."approvals" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."approvals" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."approvals" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."publications" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publications" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."publications" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publications" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."publication_evaluations" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publication_evaluations" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."publication_evaluations" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publication_evaluations" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."publication_approvals" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publication_approvals" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."publication_approvals" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publication_approvals" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."publication_targets" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publication_targets" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."publication_targets" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publication_targets" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."publication_assets" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publication_assets" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."publication_assets" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."publication_assets" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."payloads" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."payloads" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."payloads" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."payloads" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."log_leaves" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."log_leaves" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."log_leaves" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."log_leaves" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."signing_keys" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."signing_keys" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."signing_keys" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."signing_keys" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:1fa871bd53a1f60896d5177b9d62f7cfb3b67e2bfd5249574593a518d9a62901';
