CREATE UNIQUE INDEX IF NOT EXISTS privilege_group_name ON privilege_group (tenant_id, organization_id, name);
