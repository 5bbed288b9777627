-- Not undone: identity.challenges goes, with the rows written since
-- Not undone: identity.passkeys goes, with the rows written since

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- DropForeignKey
ALTER TABLE "identity"."challenges" DROP CONSTRAINT "challenges_account_id_fkey";

-- DropForeignKey
ALTER TABLE "identity"."passkeys" DROP CONSTRAINT "passkeys_account_id_fkey";

-- DropIndex
DROP INDEX "custody"."asset_references_wallet_idx";

-- DropIndex
DROP INDEX "custody"."wallets_account_idx";

-- DropIndex
DROP INDEX "identity"."api_tokens_account_idx";

-- DropIndex
DROP INDEX "release"."publications_wallet_idx";

-- DropTable
DROP TABLE "identity"."challenges";

-- DropTable
DROP TABLE "identity"."passkeys";

-- DropEnum
DROP TYPE "identity"."challenge_purpose";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:2d0b1b2dc41c7b09390f5cbc872a5a7b4d3fad205b7dbb80fda995ff4dc814a0';
