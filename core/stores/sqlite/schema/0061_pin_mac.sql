-- A PIN is unique in its organization: its MAC under each code key, which is kept outside.
CREATE TABLE IF NOT EXISTS pin_mac (
    tenant_id BLOB NOT NULL,
    organization_id BLOB NOT NULL,
    key_id BLOB NOT NULL CHECK (length(key_id) = 8),
    mac BLOB NOT NULL CHECK (length(mac) = 16),
    account_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, organization_id, key_id, mac),
    FOREIGN KEY (tenant_id, account_id) REFERENCES pin (tenant_id, account_id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
