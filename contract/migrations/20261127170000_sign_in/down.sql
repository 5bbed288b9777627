-- Not undone: identity.passwords goes, with the rows written since
-- Not undone: identity.sessions goes, with the rows written since
-- Not undone: identity.sign_in_links goes, with the rows written since

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- DropForeignKey
ALTER TABLE "identity"."passwords" DROP CONSTRAINT "passwords_account_id_fkey";

-- DropForeignKey
ALTER TABLE "identity"."sessions" DROP CONSTRAINT "sessions_account_id_fkey";

-- DropForeignKey
ALTER TABLE "identity"."sign_in_links" DROP CONSTRAINT "sign_in_links_account_id_fkey";

-- DropForeignKey
ALTER TABLE "identity"."sign_in_links" DROP CONSTRAINT "sign_in_links_made_by_id_fkey";

-- DropTable
DROP TABLE "identity"."passwords";

-- DropTable
DROP TABLE "identity"."sessions";

-- DropTable
DROP TABLE "identity"."sign_in_links";

-- DropEnum
DROP TYPE "identity"."sign_in_method";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:aabfdd7c833b5ae067613affecf0aee6e4e8669944e2ccb39c58285cbbb2498a';
