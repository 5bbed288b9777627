-- Not undone: release.kinships goes, with the rows written since
-- Not undone: release.portrait_keys goes, with the rows written since
-- Not undone: release.revision_signatures goes, with the rows written since
-- Not undone: release.text_keys goes, with the rows written since

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- DropForeignKey
ALTER TABLE "release"."kinships" DROP CONSTRAINT "kinships_character_id_fkey";

-- DropForeignKey
ALTER TABLE "release"."kinships" DROP CONSTRAINT "kinships_declared_by_id_fkey";

-- DropForeignKey
ALTER TABLE "release"."kinships" DROP CONSTRAINT "kinships_original_id_fkey";

-- DropForeignKey
ALTER TABLE "release"."revision_signatures" DROP CONSTRAINT "revision_signatures_revision_id_fkey";

-- DropTable
DROP TABLE "release"."kinships";

-- DropTable
DROP TABLE "release"."portrait_keys";

-- DropTable
DROP TABLE "release"."revision_signatures";

-- DropTable
DROP TABLE "release"."text_keys";

-- DropEnum
DROP TYPE "release"."kinship_kind";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:b7afff14ab148e440b1d2121262c79edda6fac85cbc0c720e7323b53dcaa2685';
