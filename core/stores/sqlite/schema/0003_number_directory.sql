-- The inventory that a number is in, over all tenants (N-04).
CREATE TABLE IF NOT EXISTS number_directory (
    e164 INTEGER NOT NULL CHECK (e164 BETWEEN 1000000 AND 999999999999999),
    tenant_id BLOB NOT NULL CHECK (length(tenant_id) = 16),
    PRIMARY KEY (e164)
) STRICT;
