-- What an organization sets itself, by name.
CREATE TABLE IF NOT EXISTS setting (
    tenant_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    own TEXT NOT NULL CHECK (json_valid(own)),
    PRIMARY KEY (tenant_id, organization_id),
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
