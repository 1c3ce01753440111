-- Being here is being Available, never cooled and not golden. A claim, or a put by name, deletes here and inserts into
-- number_use.
CREATE TABLE IF NOT EXISTS number_free (
    tenant_id BLOB NOT NULL,
    owner_id BLOB NOT NULL,
    spread INTEGER NOT NULL CHECK (spread >= 0),
    e164 INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, owner_id, spread, e164)
) STRICT, WITHOUT ROWID;
