-- Counts for limits and capacity, without touching the rows.
CREATE INDEX IF NOT EXISTS account_organization ON account (tenant_id, organization_id, onboarding, enabled, administrator, line_count);
