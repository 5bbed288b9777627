-- Not undone: release.moderation_claims goes, with the rows written since

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- DropForeignKey
ALTER TABLE "release"."moderation_claims" DROP CONSTRAINT "moderation_claims_account_id_fkey";

-- DropForeignKey
ALTER TABLE "release"."moderation_claims" DROP CONSTRAINT "moderation_claims_revision_id_fkey";

-- DropIndex
DROP INDEX "conversation"."reports_character_idx";

-- DropIndex
DROP INDEX "economy"."postings_account_idx";

-- DropIndex
DROP INDEX "economy"."split_shares_account_idx";

-- DropTable
DROP TABLE "release"."moderation_claims";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:3f83f22a1e5d4d5298cd4ad3aa4b29039b6a9820005afbdf32e74ef752a2b64c';
