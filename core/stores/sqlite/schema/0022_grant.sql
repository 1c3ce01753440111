-- `owner` says whether the role has the rank Owner (N-02). A scoped one reaches the people of its teams only: see
-- grant_team. A privilege group that is gone leaves nothing, so nothing refers to it.
CREATE TABLE IF NOT EXISTS grant_ (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    role_id BLOB NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    organization_id BLOB NOT NULL,
    granted_by BLOB,
    granted_at INTEGER NOT NULL,
    scoped INTEGER NOT NULL CHECK (scoped IN (0, 1)),
    privilege_group BLOB,
    owner INTEGER NOT NULL DEFAULT 0 CHECK (owner IN (0, 1)),
    PRIMARY KEY (tenant_id, account_id, role_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, role_id) REFERENCES role (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
