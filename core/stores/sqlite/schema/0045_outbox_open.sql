CREATE INDEX IF NOT EXISTS outbox_open ON outbox (tenant_id, id) WHERE state <> 'done';
