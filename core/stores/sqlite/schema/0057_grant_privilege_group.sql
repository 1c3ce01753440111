CREATE INDEX IF NOT EXISTS grant_privilege_group ON grant_ (tenant_id, privilege_group) WHERE privilege_group IS NOT NULL;
