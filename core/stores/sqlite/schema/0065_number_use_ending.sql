-- What ends by itself, the next first.
CREATE INDEX IF NOT EXISTS number_use_ending ON number_use (tenant_id, until, e164) WHERE until IS NOT NULL;
