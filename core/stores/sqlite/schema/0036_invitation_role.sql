CREATE INDEX IF NOT EXISTS invitation_role ON invitation (tenant_id, granted_role) WHERE granted_role IS NOT NULL;
