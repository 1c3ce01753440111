-- N-15: one event for a change, once.
CREATE TABLE IF NOT EXISTS event (
    tenant_id BLOB NOT NULL,
    command_id BLOB NOT NULL CHECK (length(command_id) = 16),
    seq INTEGER NOT NULL CHECK (seq >= 0),
    at INTEGER NOT NULL,
    actor BLOB,
    name TEXT NOT NULL,
    subjects TEXT NOT NULL,
    organization_id BLOB CHECK (length(organization_id) = 16),
    data TEXT NOT NULL,
    PRIMARY KEY (tenant_id, command_id, seq)
) STRICT, WITHOUT ROWID;
