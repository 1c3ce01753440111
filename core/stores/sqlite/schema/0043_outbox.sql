CREATE TABLE IF NOT EXISTS outbox (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    invitation_id BLOB NOT NULL,
    generation INTEGER NOT NULL CHECK (generation >= 1),
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done')),
    state_at INTEGER,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'waiting') = (state_at IS NULL)),
    FOREIGN KEY (tenant_id, invitation_id) REFERENCES invitation (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
