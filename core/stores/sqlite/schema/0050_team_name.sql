CREATE UNIQUE INDEX IF NOT EXISTS team_name ON team (tenant_id, organization_id, name);
