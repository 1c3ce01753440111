-- What a person types beside the code names one invitation.
CREATE UNIQUE INDEX IF NOT EXISTS invitation_credential ON invitation (tenant_id, company_id, username);
