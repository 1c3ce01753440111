-- The order in which lists show accounts unless another is asked for.
CREATE INDEX IF NOT EXISTS account_created ON account (tenant_id, created_at, id);
