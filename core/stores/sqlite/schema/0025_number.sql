-- What a number is. Its version is this one and that of its row in number_use, so that a claim leaves this row alone.
CREATE TABLE IF NOT EXISTS number (
    tenant_id BLOB NOT NULL,
    e164 INTEGER NOT NULL CHECK (e164 BETWEEN 1000000 AND 999999999999999),
    version INTEGER NOT NULL CHECK (version >= 0),
    owner_id BLOB NOT NULL,
    ported INTEGER NOT NULL CHECK (ported IN (0, 1)),
    golden INTEGER NOT NULL CHECK (golden IN (0, 1)),
    voice INTEGER NOT NULL CHECK (voice IN (0, 1)),
    sms INTEGER NOT NULL CHECK (sms IN (0, 1)),
    PRIMARY KEY (tenant_id, e164),
    FOREIGN KEY (e164) REFERENCES number_directory (e164) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, owner_id) REFERENCES organization (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
