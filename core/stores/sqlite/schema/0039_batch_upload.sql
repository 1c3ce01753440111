CREATE INDEX IF NOT EXISTS batch_upload ON batch (tenant_id, upload, started_at, id) WHERE state NOT IN ('rejected', 'cancelled');
