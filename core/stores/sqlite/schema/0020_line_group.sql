CREATE INDEX IF NOT EXISTS line_group ON line (tenant_id, group_id) WHERE group_id IS NOT NULL;
