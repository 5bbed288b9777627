-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:aabfdd7c833b5ae067613affecf0aee6e4e8669944e2ccb39c58285cbbb2498a';
