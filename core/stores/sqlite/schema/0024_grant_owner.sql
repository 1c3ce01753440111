-- N-02: one Owner.
CREATE UNIQUE INDEX IF NOT EXISTS grant_owner ON grant_ (tenant_id) WHERE owner = 1;
