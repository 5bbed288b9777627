-- CreateIndex
CREATE INDEX "wallets_account_idx" ON "custody"."wallets"("account_id", "created_at" DESC);

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:0be6c20600ee5cece9dbabb00c68fea7da2411409c3415268745e070f144915c';
