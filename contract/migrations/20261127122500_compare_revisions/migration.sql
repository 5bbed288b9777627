-- CreateEnum
CREATE TYPE "release"."kinship_kind" AS ENUM ('fork', 'unrelated');

-- CreateTable
CREATE TABLE "release"."kinships" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "original_id" UUID NOT NULL,
    "kind" "release"."kinship_kind" NOT NULL,
    "reason" TEXT NOT NULL,
    "declared_by_id" UUID NOT NULL,
    "declared_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kinships_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "kinships_reason_check" CHECK ((length(reason) >= 1) AND (length(reason) <= 2000))
);

-- CreateTable
CREATE TABLE "release"."portrait_keys" (
    "key" INTEGER NOT NULL,
    "character_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,

    CONSTRAINT "portrait_keys_pkey" PRIMARY KEY ("key","character_id")
);

-- CreateTable
CREATE TABLE "release"."revision_signatures" (
    "revision_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "signature" BYTEA,

    CONSTRAINT "revision_signatures_pkey" PRIMARY KEY ("revision_id")
);

-- CreateTable
CREATE TABLE "release"."text_keys" (
    "key" BIGINT NOT NULL,
    "character_id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,

    CONSTRAINT "text_keys_pkey" PRIMARY KEY ("key","character_id")
);

-- CreateIndex
CREATE INDEX "kinships_character_id_declared_at_idx" ON "release"."kinships"("character_id", "declared_at");

-- CreateIndex
CREATE INDEX "revision_signatures_version_revision_id_idx" ON "release"."revision_signatures"("version", "revision_id");

-- AddForeignKey
ALTER TABLE "release"."kinships" ADD CONSTRAINT "kinships_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."kinships" ADD CONSTRAINT "kinships_declared_by_id_fkey" FOREIGN KEY ("declared_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."kinships" ADD CONSTRAINT "kinships_original_id_fkey" FOREIGN KEY ("original_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."revision_signatures" ADD CONSTRAINT "revision_signatures_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."kinships" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."kinships" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."kinships" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."kinships" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."portrait_keys" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."portrait_keys" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."portrait_keys" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."portrait_keys" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."text_keys" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."text_keys" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."text_keys" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."text_keys" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:dfd8324d6e34b38c4bc475e6eddb3c827a3c9560d90322e0725ac774be96b6fa';

-- What was published so far is compared with too: its signatures are made by the server, beside.
INSERT INTO "release"."revision_signatures" ("revision_id", "version")
SELECT DISTINCT "revision_id", 0 FROM "release"."publications";
