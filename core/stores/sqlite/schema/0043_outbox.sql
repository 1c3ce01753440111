-- An invitation on its way, or an alert.
CREATE TABLE IF NOT EXISTS outbox (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    invitation_id BLOB,
    generation INTEGER CHECK (generation >= 1),
    channel TEXT,
    alert TEXT CHECK (json_valid(alert)),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done')),
    state_at INTEGER,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK ((alert IS NULL) = (invitation_id IS NOT NULL)),
    CHECK ((invitation_id IS NULL) = (generation IS NULL)),
    CHECK ((invitation_id IS NULL) = (channel IS NULL)),
    CHECK ((state = 'waiting') = (state_at IS NULL)),
    FOREIGN KEY (tenant_id, invitation_id) REFERENCES invitation (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
