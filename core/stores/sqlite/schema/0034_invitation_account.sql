-- N-06: one invitation per account.
CREATE UNIQUE INDEX IF NOT EXISTS invitation_account ON invitation (tenant_id, account_id);
