-- The teams whose people a scoped role reaches.
CREATE TABLE IF NOT EXISTS grant_team (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    role_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, account_id, role_id, team_id),
    FOREIGN KEY (tenant_id, account_id, role_id) REFERENCES grant_ (tenant_id, account_id, role_id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
