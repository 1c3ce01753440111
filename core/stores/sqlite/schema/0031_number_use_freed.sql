-- What time has freed, oldest first.
CREATE INDEX IF NOT EXISTS number_use_freed ON number_use (tenant_id, owner_id, free_from, e164) WHERE free_from IS NOT NULL;
