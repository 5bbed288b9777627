-- Not undone: identity.challenges goes, with the rows written since
-- Not undone: identity.passkeys goes, with the rows written since

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- DropForeignKey
ALTER TABLE "identity"."challenges" DROP CONSTRAINT "challenges_account_id_fkey";

-- DropForeignKey
ALTER TABLE "identity"."passkeys" DROP CONSTRAINT "passkeys_account_id_fkey";

-- DropTable
DROP TABLE "identity"."challenges";

-- DropTable
DROP TABLE "identity"."passkeys";

-- DropEnum
DROP TYPE "identity"."challenge_purpose";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:c2e6ebb35e19942ff46e5edf0a3f68f5db4c0536d0206a7072989911f35ab185';
