CREATE TABLE IF NOT EXISTS tenant (
    tenant_id BLOB NOT NULL PRIMARY KEY CHECK (length(tenant_id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    profile TEXT NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 16),
    first_administrator BLOB NOT NULL CHECK (length(first_administrator) = 16),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
