-- Counts attempts on what does not exist, by a MAC of what was named.
CREATE TABLE IF NOT EXISTS attempt (
    tenant_id BLOB NOT NULL CHECK (length(tenant_id) = 16),
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    attempt_count INTEGER NOT NULL,
    attempt_last_at INTEGER,
    locked_until INTEGER,
    attempt_budget INTEGER NOT NULL,
    attempt_budget_since INTEGER,
    PRIMARY KEY (tenant_id, subject)
) STRICT, WITHOUT ROWID;
