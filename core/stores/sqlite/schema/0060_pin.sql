-- The PIN itself is nowhere: see pin_mac.
CREATE TABLE IF NOT EXISTS pin (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    organization_id BLOB NOT NULL,
    digits INTEGER NOT NULL,
    attempt_count INTEGER NOT NULL,
    attempt_last_at INTEGER,
    locked_until INTEGER,
    attempt_budget INTEGER NOT NULL,
    attempt_budget_since INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
