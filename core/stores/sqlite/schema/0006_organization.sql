-- N-01: one tree, at most 32 deep. One that is gone stays for what refers to it, and is shown nowhere.
CREATE TABLE IF NOT EXISTS organization (
    tenant_id BLOB NOT NULL REFERENCES tenant (tenant_id) DEFERRABLE INITIALLY DEFERRED,
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    external_id TEXT,
    name TEXT NOT NULL,
    parent BLOB,
    depth INTEGER NOT NULL CHECK (depth BETWEEN 1 AND 32),
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    default_group BLOB,
    created_at INTEGER NOT NULL,
    gone INTEGER,
    PRIMARY KEY (tenant_id, id),
    CHECK ((parent IS NULL) = (depth = 1)),
    FOREIGN KEY (tenant_id, parent) REFERENCES organization (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, default_group) REFERENCES permission_group (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
