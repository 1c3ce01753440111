-- What became of each number: kept also when it is retired, so it refers to nothing.
CREATE TABLE IF NOT EXISTS number_past (
    tenant_id BLOB NOT NULL,
    e164 INTEGER NOT NULL,
    at INTEGER NOT NULL,
    command_id BLOB NOT NULL,
    place INTEGER NOT NULL CHECK (place >= 0),
    why TEXT NOT NULL,
    from_state TEXT,
    from_owner BLOB,
    from_account BLOB,
    to_state TEXT,
    to_owner BLOB,
    to_account BLOB,
    PRIMARY KEY (tenant_id, e164, at, command_id, place),
    CHECK ((from_state IS NULL) = (from_owner IS NULL)),
    CHECK ((to_state IS NULL) = (to_owner IS NULL))
) STRICT, WITHOUT ROWID;
