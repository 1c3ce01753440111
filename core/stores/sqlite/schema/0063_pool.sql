-- How many numbers an organization owns. Claims never write here.
CREATE TABLE IF NOT EXISTS pool (
    tenant_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    owned INTEGER NOT NULL CHECK (owned >= 0),
    alerted INTEGER NOT NULL CHECK (alerted IN (0, 1)),
    PRIMARY KEY (tenant_id, organization_id),
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
