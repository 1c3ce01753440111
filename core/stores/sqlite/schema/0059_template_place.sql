-- One text for a message in a language.
CREATE UNIQUE INDEX IF NOT EXISTS template_place ON template (tenant_id, organization_id, channel, kind, language);
