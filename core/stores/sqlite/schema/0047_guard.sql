CREATE TABLE IF NOT EXISTS guard (
    tenant_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('tree', 'owner', 'capacity')),
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (tenant_id, kind)
) STRICT, WITHOUT ROWID;
