-- N-01: one root.
CREATE UNIQUE INDEX IF NOT EXISTS organization_root ON organization (tenant_id) WHERE parent IS NULL;
