-- The teams that a person is in.
CREATE TABLE IF NOT EXISTS account_team (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, account_id, team_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
