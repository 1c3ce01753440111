-- Who holds something in an organization.
CREATE INDEX IF NOT EXISTS grant_organization ON grant_ (tenant_id, organization_id);
