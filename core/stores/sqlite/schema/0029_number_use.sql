-- Every other state, with its dates. `free_from` is when time alone makes the number free for automatic choice.
-- An Available golden number that never cooled is neither here nor in number_free.
CREATE TABLE IF NOT EXISTS number_use (
    tenant_id BLOB NOT NULL,
    e164 INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    owner_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('available', 'reserved', 'assigned', 'registered', 'forwarding')),
    account_id BLOB,
    line INTEGER,
    hold_tag TEXT,
    hold_reason TEXT,
    hold_note TEXT,
    forward_to TEXT,
    until INTEGER,
    cooling_until INTEGER,
    free_from INTEGER,
    PRIMARY KEY (tenant_id, e164),
    CHECK ((state IN ('assigned', 'registered')) = (account_id IS NOT NULL)),
    CHECK ((account_id IS NULL) = (line IS NULL)),
    CHECK ((state = 'reserved') = (hold_reason IS NOT NULL)),
    CHECK (hold_tag IS NULL OR state = 'reserved'),
    CHECK ((state = 'forwarding') = (forward_to IS NOT NULL)),
    CHECK (until IS NULL OR state IN ('reserved', 'forwarding')),
    CHECK (state <> 'available' OR cooling_until IS NOT NULL),
    CHECK (free_from IS NULL OR account_id IS NULL),
    FOREIGN KEY (tenant_id, e164) REFERENCES number (tenant_id, e164) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, account_id, line) REFERENCES line (tenant_id, account_id, line) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
