-- CreateEnum
CREATE TYPE "identity"."sign_in_method" AS ENUM ('link', 'password', 'passkey', 'wallet');

-- CreateTable
CREATE TABLE "identity"."passwords" (
    "account_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "passwords_pkey" PRIMARY KEY ("account_id"),
    CONSTRAINT "passwords_hash_check" CHECK (hash ~ '^\$argon2id\$'::text)
);

-- CreateTable
CREATE TABLE "identity"."sessions" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "token_digest" TEXT NOT NULL,
    "method" "identity"."sign_in_method" NOT NULL,
    "user_agent" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sessions_token_digest_check" CHECK (token_digest ~ '^[0-9a-f]{64}$'::text),
    CONSTRAINT "sessions_user_agent_check" CHECK (length(user_agent) <= 200)
);

-- CreateTable
CREATE TABLE "identity"."sign_in_links" (
    "token_digest" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "made_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_links_pkey" PRIMARY KEY ("token_digest"),
    CONSTRAINT "sign_in_links_token_digest_check" CHECK (token_digest ~ '^[0-9a-f]{64}$'::text)
);

-- CreateIndex
CREATE INDEX "sessions_account_idx" ON "identity"."sessions"("account_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_digest_key" ON "identity"."sessions"("token_digest");

-- AddForeignKey
ALTER TABLE "identity"."passwords" ADD CONSTRAINT "passwords_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."sign_in_links" ADD CONSTRAINT "sign_in_links_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity"."sign_in_links" ADD CONSTRAINT "sign_in_links_made_by_id_fkey" FOREIGN KEY ("made_by_id") REFERENCES "identity"."accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:3f83f22a1e5d4d5298cd4ad3aa4b29039b6a9820005afbdf32e74ef752a2b64c';
