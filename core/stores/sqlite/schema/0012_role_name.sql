CREATE UNIQUE INDEX IF NOT EXISTS role_name ON role (tenant_id, organization_id, name);
