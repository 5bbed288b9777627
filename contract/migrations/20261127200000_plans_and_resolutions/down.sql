-- Not undone: studio.character_drafts.archived_at goes, with the values written since
-- Not undone: conversation.open_reports goes, with the rows written since
-- Not undone: conversation.report_resolutions goes, with the rows written since
-- Not undone: release.scheduled_publications goes, with the rows written since

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- DropForeignKey
ALTER TABLE "conversation"."open_reports" DROP CONSTRAINT "open_reports_report_id_fkey";

-- DropForeignKey
ALTER TABLE "conversation"."report_resolutions" DROP CONSTRAINT "report_resolutions_decided_by_id_fkey";

-- DropForeignKey
ALTER TABLE "conversation"."report_resolutions" DROP CONSTRAINT "report_resolutions_report_id_fkey";

-- DropForeignKey
ALTER TABLE "release"."scheduled_publications" DROP CONSTRAINT "scheduled_publications_character_id_fkey";

-- DropForeignKey
ALTER TABLE "release"."scheduled_publications" DROP CONSTRAINT "scheduled_publications_publication_id_fkey";

-- DropForeignKey
ALTER TABLE "release"."scheduled_publications" DROP CONSTRAINT "scheduled_publications_revision_id_fkey";

-- DropForeignKey
ALTER TABLE "release"."scheduled_publications" DROP CONSTRAINT "scheduled_publications_scheduled_by_id_fkey";

-- AlterTable
ALTER TABLE "studio"."character_drafts" DROP COLUMN "archived_at";

-- DropTable
DROP TABLE "conversation"."open_reports";

-- DropTable
DROP TABLE "conversation"."report_resolutions";

-- DropTable
DROP TABLE "release"."scheduled_publications";

-- DropEnum
DROP TYPE "conversation"."report_outcome";

-- DropEnum
DROP TYPE "release"."schedule_outcome";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:c2e6ebb35e19942ff46e5edf0a3f68f5db4c0536d0206a7072989911f35ab185';
