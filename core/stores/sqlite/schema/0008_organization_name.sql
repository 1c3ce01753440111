-- Names are unique among siblings; the way down the tree.
CREATE UNIQUE INDEX IF NOT EXISTS organization_name ON organization (tenant_id, parent, name) WHERE gone IS NULL;
