-- Not undone: release.character_revisions.portrait_digest goes, with the values written since
-- Not undone: studio.character_drafts.portrait_digest goes, with the values written since
-- Not undone: studio.character_drafts.runtime_settings goes, with the values written since
-- Not undone: release.blobs goes, with the rows written since
-- Not undone: studio.card_imports goes, with the rows written since
-- Not undone: studio.portraits goes, with the rows written since

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- DropForeignKey
ALTER TABLE "release"."character_revisions" DROP CONSTRAINT "character_revisions_portrait_digest_fkey";

-- DropForeignKey
ALTER TABLE "studio"."card_imports" DROP CONSTRAINT "card_imports_blob_digest_fkey";

-- DropForeignKey
ALTER TABLE "studio"."card_imports" DROP CONSTRAINT "card_imports_character_id_fkey";

-- DropForeignKey
ALTER TABLE "studio"."card_imports" DROP CONSTRAINT "card_imports_imported_by_id_fkey";

-- DropForeignKey
ALTER TABLE "studio"."card_imports" DROP CONSTRAINT "card_imports_portrait_digest_fkey";

-- DropForeignKey
ALTER TABLE "studio"."character_drafts" DROP CONSTRAINT "character_drafts_portrait_digest_creator_id_fkey";

-- DropForeignKey
ALTER TABLE "studio"."portraits" DROP CONSTRAINT "portraits_blob_digest_fkey";

-- DropForeignKey
ALTER TABLE "studio"."portraits" DROP CONSTRAINT "portraits_creator_id_fkey";

-- AlterTable
ALTER TABLE "release"."character_revisions" DROP COLUMN "portrait_digest";

-- AlterTable
ALTER TABLE "studio"."character_drafts" DROP COLUMN "portrait_digest",
DROP COLUMN "runtime_settings";

-- DropTable
DROP TABLE "release"."blobs";

-- DropTable
DROP TABLE "studio"."card_imports";

-- DropTable
DROP TABLE "studio"."portraits";

-- DropEnum
DROP TYPE "release"."media_type";

-- DropAppendOnlyGuard
DROP FUNCTION "studio"."refuse_change"();

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:1fa871bd53a1f60896d5177b9d62f7cfb3b67e2bfd5249574593a518d9a62901';
