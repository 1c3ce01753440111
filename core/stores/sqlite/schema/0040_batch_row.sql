-- N-22: one outcome per row.
CREATE TABLE IF NOT EXISTS batch_row (
    tenant_id BLOB NOT NULL,
    batch_id BLOB NOT NULL,
    record INTEGER NOT NULL CHECK (record >= 0),
    version INTEGER NOT NULL CHECK (version >= 1),
    row INTEGER NOT NULL,
    line INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN (
        'created', 'created_invited', 'updated', 'unchanged', 'skipped', 'failed', 'rolled_back', 'not_attempted')),
    findings TEXT,
    account_id BLOB,
    number INTEGER,
    invitation TEXT,
    PRIMARY KEY (tenant_id, batch_id, record),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES batch (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
