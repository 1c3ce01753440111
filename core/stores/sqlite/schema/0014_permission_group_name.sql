CREATE UNIQUE INDEX IF NOT EXISTS permission_group_name ON permission_group (tenant_id, organization_id, name);
