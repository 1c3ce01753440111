CREATE INDEX IF NOT EXISTS number_tag_number ON number_tag (tenant_id, e164, tag);
