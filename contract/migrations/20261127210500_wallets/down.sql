-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- DropIndex
DROP INDEX "custody"."asset_references_wallet_idx";

-- DropIndex
DROP INDEX "custody"."wallets_account_idx";

-- DropIndex
DROP INDEX "release"."publications_wallet_idx";

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:6c1cdc5805f2b0c5e2cfacc8b6a8690f55e382f4fb46e7b4587feed3047e4da6';
