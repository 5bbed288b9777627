-- CreateEnum
CREATE TYPE "release"."media_type" AS ENUM ('image/png', 'image/jpeg', 'image/webp', 'application/zip', 'application/json', 'text/plain');

-- AlterTable
ALTER TABLE "release"."character_revisions" ADD COLUMN     "portrait_digest" TEXT;

-- AlterTable
ALTER TABLE "studio"."character_drafts" ADD COLUMN     "portrait_digest" TEXT,
ADD COLUMN     "runtime_settings" JSONB;

-- CreateTable
CREATE TABLE "release"."blobs" (
    "digest" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "media_type" "release"."media_type" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "blobs_pkey" PRIMARY KEY ("digest"),
    CONSTRAINT "blobs_bytes_check" CHECK ((octet_length(bytes) >= 1) AND (octet_length(bytes) <= 67108864)),
    CONSTRAINT "blobs_digest_check" CHECK (digest = encode(sha256(bytes), 'hex'::text)),
    CONSTRAINT "blobs_size_check" CHECK (size = octet_length(bytes))
);

-- CreateTable
CREATE TABLE "studio"."card_imports" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "blob_digest" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "file_name" TEXT,
    "portrait_digest" TEXT,
    "imported_by_id" UUID NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "card_imports_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "card_imports_file_name_check" CHECK ((length(file_name) >= 1) AND (length(file_name) <= 255))
);

-- CreateTable
CREATE TABLE "studio"."portraits" (
    "blob_digest" TEXT NOT NULL,
    "creator_id" UUID NOT NULL,
    "brought_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "portraits_pkey" PRIMARY KEY ("blob_digest","creator_id")
);

-- CreateIndex
CREATE INDEX "card_imports_again_idx" ON "studio"."card_imports"("imported_by_id", "blob_digest", "imported_at");

-- CreateIndex
CREATE INDEX "card_imports_original_idx" ON "studio"."card_imports"("character_id", "imported_at" DESC);

-- AddForeignKey
ALTER TABLE "release"."character_revisions" ADD CONSTRAINT "character_revisions_portrait_digest_fkey" FOREIGN KEY ("portrait_digest") REFERENCES "release"."blobs"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."card_imports" ADD CONSTRAINT "card_imports_blob_digest_fkey" FOREIGN KEY ("blob_digest") REFERENCES "release"."blobs"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."card_imports" ADD CONSTRAINT "card_imports_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "catalog"."characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."card_imports" ADD CONSTRAINT "card_imports_imported_by_id_fkey" FOREIGN KEY ("imported_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."card_imports" ADD CONSTRAINT "card_imports_portrait_digest_fkey" FOREIGN KEY ("portrait_digest") REFERENCES "release"."blobs"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."character_drafts" ADD CONSTRAINT "character_drafts_portrait_digest_creator_id_fkey" FOREIGN KEY ("portrait_digest", "creator_id") REFERENCES "studio"."portraits"("blob_digest", "creator_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."portraits" ADD CONSTRAINT "portraits_blob_digest_fkey" FOREIGN KEY ("blob_digest") REFERENCES "release"."blobs"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "studio"."portraits" ADD CONSTRAINT "portraits_creator_id_fkey" FOREIGN KEY ("creator_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateAppendOnlyGuard
CREATE OR REPLACE FUNCTION "studio"."refuse_change"() RETURNS trigger
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
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "release"."blobs" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."blobs" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "release"."blobs" FOR EACH STATEMENT EXECUTE FUNCTION "release"."refuse_change"();
ALTER TABLE "release"."blobs" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "studio"."card_imports" FOR EACH STATEMENT EXECUTE FUNCTION "studio"."refuse_change"();
ALTER TABLE "studio"."card_imports" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "studio"."card_imports" FOR EACH STATEMENT EXECUTE FUNCTION "studio"."refuse_change"();
ALTER TABLE "studio"."card_imports" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- GuardTable
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "studio"."portraits" FOR EACH STATEMENT EXECUTE FUNCTION "studio"."refuse_change"();
ALTER TABLE "studio"."portraits" ENABLE ALWAYS TRIGGER "refuse_change";
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "studio"."portraits" FOR EACH STATEMENT EXECUTE FUNCTION "studio"."refuse_change"();
ALTER TABLE "studio"."portraits" ENABLE ALWAYS TRIGGER "refuse_truncate";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:b7afff14ab148e440b1d2121262c79edda6fac85cbc0c720e7323b53dcaa2685';
