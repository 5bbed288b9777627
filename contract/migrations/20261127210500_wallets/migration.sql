-- CreateIndex
CREATE INDEX "asset_references_wallet_idx" ON "custody"."asset_references"("wallet_id");

-- CreateIndex
CREATE INDEX "wallets_account_idx" ON "custody"."wallets"("account_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "publications_wallet_idx" ON "release"."publications"("actor_wallet_id");

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:89d60ce161bd0ba65307a62b1b8ee7db67a277af33bb4151f986c0cdfe3bde04';
