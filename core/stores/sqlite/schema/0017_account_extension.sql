-- A deleted account gives its extension up.
CREATE UNIQUE INDEX IF NOT EXISTS account_extension ON account (tenant_id, organization_id, extension)
WHERE extension IS NOT NULL AND enabled <> 'deleted';
