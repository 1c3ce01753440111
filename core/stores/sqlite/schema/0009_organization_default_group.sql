CREATE INDEX IF NOT EXISTS organization_default_group ON organization (tenant_id, default_group) WHERE default_group IS NOT NULL;
