CREATE INDEX IF NOT EXISTS number_use_reserved ON number_use (tenant_id, owner_id, hold_tag, e164) WHERE state = 'reserved';
