-- Receipts that are old enough to go.
CREATE INDEX IF NOT EXISTS command_at ON command (tenant_id, at);
