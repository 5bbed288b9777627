-- CreateTable
CREATE TABLE "release"."moderation_claims" (
    "revision_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "moderation_claims_pkey" PRIMARY KEY ("revision_id"),
    CONSTRAINT "moderation_claims_span" CHECK (expires_at > claimed_at)
);

-- CreateIndex
CREATE INDEX "reports_character_idx" ON "conversation"."reports"("character_id", "id");

-- CreateIndex
CREATE INDEX "postings_account_idx" ON "economy"."postings"("account_id", "revenue_event_id");

-- CreateIndex
CREATE INDEX "split_shares_account_idx" ON "economy"."split_shares"("account_id", "split_set_id");

-- AddForeignKey
ALTER TABLE "release"."moderation_claims" ADD CONSTRAINT "moderation_claims_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release"."moderation_claims" ADD CONSTRAINT "moderation_claims_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "release"."character_revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:c2e6ebb35e19942ff46e5edf0a3f68f5db4c0536d0206a7072989911f35ab185';
