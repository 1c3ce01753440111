-- The organization that a company id names, over all tenants.
CREATE TABLE IF NOT EXISTS company_directory (
    external_id TEXT NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL CHECK (length(tenant_id) = 16),
    organization_id BLOB NOT NULL CHECK (length(organization_id) = 16)
) STRICT, WITHOUT ROWID;
