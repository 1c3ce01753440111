CREATE INDEX IF NOT EXISTS pin_mac_account ON pin_mac (tenant_id, account_id);
