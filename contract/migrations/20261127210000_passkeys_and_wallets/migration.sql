-- CreateEnum
CREATE TYPE "identity"."challenge_purpose" AS ENUM ('passkey_add', 'passkey_sign_in', 'wallet_link', 'wallet_sign_in');

-- CreateTable
CREATE TABLE "identity"."challenges" (
    "digest" TEXT NOT NULL,
    "purpose" "identity"."challenge_purpose" NOT NULL,
    "account_id" UUID,
    "asked" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "challenges_pkey" PRIMARY KEY ("digest"),
    CONSTRAINT "challenges_asked_check" CHECK ((octet_length(asked) >= 1) AND (octet_length(asked) <= 4096)),
    CONSTRAINT "challenges_digest_check" CHECK (digest ~ '^[0-9a-f]{64}$'::text),
    CONSTRAINT "challenges_of_account" CHECK ((account_id IS NOT NULL) = (purpose = ANY (ARRAY['passkey_add'::identity.challenge_purpose, 'wallet_link'::identity.challenge_purpose])))
);

-- CreateTable
CREATE TABLE "identity"."passkeys" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "credential_id" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "state" BYTEA NOT NULL,
    "transports" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkeys_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "passkeys_credential_id_check" CHECK ((octet_length(credential_id) >= 16) AND (octet_length(credential_id) <= 1023)),
    CONSTRAINT "passkeys_name_check" CHECK ((length(name) >= 1) AND (length(name) <= 80))
);

-- CreateIndex
CREATE INDEX "challenges_expires_at_idx" ON "identity"."challenges"("expires_at");

-- CreateIndex
CREATE INDEX "passkeys_account_idx" ON "identity"."passkeys"("account_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "passkeys_credential_id_key" ON "identity"."passkeys"("credential_id");

-- CreateIndex
CREATE INDEX "asset_references_wallet_idx" ON "custody"."asset_references"("wallet_id");

-- CreateIndex
CREATE INDEX "wallets_account_idx" ON "custody"."wallets"("account_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "api_tokens_account_idx" ON "identity"."api_tokens"("account_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "publications_wallet_idx" ON "release"."publications"("actor_wallet_id");

-- AddForeignKey
ALTER TABLE "identity"."challenges" ADD CONSTRAINT "challenges_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."passkeys" ADD CONSTRAINT "passkeys_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:f7ec235065002dbcbd895ed0b4021ce020e7dab881741e5f10616bb846c35b26';
