CREATE INDEX IF NOT EXISTS account_team_people ON account_team (tenant_id, team_id, account_id);
