-- N-14: what a command was given, and what it is answered with when it is repeated.
CREATE TABLE IF NOT EXISTS command (
    tenant_id BLOB NOT NULL CHECK (length(tenant_id) = 16),
    id BLOB NOT NULL CHECK (length(id) = 16),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    at INTEGER NOT NULL,
    bound TEXT NOT NULL CHECK (json_valid(bound)),
    recorded TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
