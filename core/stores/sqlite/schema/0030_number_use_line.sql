-- N-05: one number on a line.
CREATE UNIQUE INDEX IF NOT EXISTS number_use_line ON number_use (tenant_id, account_id, line) WHERE account_id IS NOT NULL;
