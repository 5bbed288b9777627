-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:dfd8324d6e34b38c4bc475e6eddb3c827a3c9560d90322e0725ac774be96b6fa';
