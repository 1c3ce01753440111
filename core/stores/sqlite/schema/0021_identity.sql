-- N-03: an identity is unique in its scope. The canonical form goes first, so that one key serves both questions.
CREATE TABLE IF NOT EXISTS identity (
    tenant_id BLOB NOT NULL,
    canonical TEXT NOT NULL,
    scope BLOB NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    account_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, canonical, scope),
    FOREIGN KEY (tenant_id, scope) REFERENCES organization (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
