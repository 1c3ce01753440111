CREATE INDEX IF NOT EXISTS grant_role ON grant_ (tenant_id, role_id);
