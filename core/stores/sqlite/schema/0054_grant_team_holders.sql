CREATE INDEX IF NOT EXISTS grant_team_holders ON grant_team (tenant_id, team_id);
