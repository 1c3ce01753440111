CREATE UNIQUE INDEX IF NOT EXISTS outbox_delivery ON outbox (tenant_id, invitation_id, generation, channel) WHERE invitation_id IS NOT NULL;
