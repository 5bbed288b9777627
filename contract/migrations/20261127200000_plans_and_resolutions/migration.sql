-- CreateEnum
CREATE TYPE "conversation"."report_outcome" AS ENUM ('actioned', 'dismissed', 'reopened');

-- CreateEnum
CREATE TYPE "release"."schedule_outcome" AS ENUM ('published', 'refused', 'cancelled');

-- AlterTable
ALTER TABLE "studio"."character_drafts" ADD COLUMN     "archived_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "conversation"."open_reports" (
    "report_id" UUID NOT NULL,

    CONSTRAINT "open_reports_pkey" PRIMARY KEY ("report_id")
);

-- CreateTable
CREATE TABLE "conversation"."report_resolutions" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "outcome" "conversation"."report_outcome" NOT NULL,
    "reason" TEXT NOT NULL,
    "decided_by_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_resolutions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "report_resolutions_reason_check" CHECK ((length(reason) >= 1) AND (length(reason) <= 2000))
);

-- CreateTable
CREATE TABLE "release"."scheduled_publications" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "scheduled_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "outcome" "release"."schedule_outcome",
    "refusal" TEXT,
    "settled_at" TIMESTAMPTZ(3),
    "publication_id" UUID,

    CONSTRAINT "scheduled_publications_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "scheduled_publications_published_whole" CHECK ((NOT (outcome IS DISTINCT FROM 'published'::release.schedule_outcome)) = (publication_id IS NOT NULL)),
    CONSTRAINT "scheduled_publications_settled_whole" CHECK ((outcome IS NULL) = (settled_at IS NULL))
);

-- CreateIndex
CREATE INDEX "report_resolutions_newest_idx" ON "conversation"."report_resolutions"("report_id", "id" DESC);

-- CreateIndex
CREATE INDEX "scheduled_publications_character_idx" ON "release"."scheduled_publications"("character_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "scheduled_publications_due_idx" ON "release"."scheduled_publications"("run_at") WHERE (outcome IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "scheduled_publications_open_key" ON "release"."scheduled_publications"("character_id") WHERE (outcome IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "scheduled_publications_publication_id_key" ON "release"."scheduled_publications"("publication_id");

-- AddForeignKey
ALTER TABLE "conversation"."open_reports" ADD CONSTRAINT "open_reports_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "conversation"."reports"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."report_resolutions" ADD CONSTRAINT "report_resolutions_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation"."report_resolutions" ADD CONSTRAINT "report_resolutions_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "conversation"."reports"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."scheduled_publications" ADD CONSTRAINT "scheduled_publications_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."scheduled_publications" ADD CONSTRAINT "scheduled_publications_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "release"."publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."scheduled_publications" ADD CONSTRAINT "scheduled_publications_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."scheduled_publications" ADD CONSTRAINT "scheduled_publications_scheduled_by_id_fkey" FOREIGN KEY ("scheduled_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "conversation"."report_resolutions" FOR EACH STATEMENT EXECUTE FUNCTION "conversation"."refuse_change"();
ALTER TABLE "conversation"."report_resolutions" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "conversation"."report_resolutions" FOR EACH STATEMENT EXECUTE FUNCTION "conversation"."refuse_change"();
ALTER TABLE "conversation"."report_resolutions" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- StampContract
-- What was reported before has not been dealt with.
INSERT INTO "conversation"."open_reports" ("report_id") SELECT "id" FROM "conversation"."reports";

COMMENT ON SCHEMA "catalog" IS 'contract sha256:2d0b1b2dc41c7b09390f5cbc872a5a7b4d3fad205b7dbb80fda995ff4dc814a0';
