-- StampContract
COMMENT ON SCHEMA "catalog" IS 'contract sha256:a97794101763cc0fc6639473fa8ec74797bb164be78714241e8234aa609fc2db';
