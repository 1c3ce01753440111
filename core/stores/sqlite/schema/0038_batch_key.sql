-- N-14: a Rejected or Cancelled batch gives its key up.
CREATE UNIQUE INDEX IF NOT EXISTS batch_key ON batch (tenant_id, idempotency_key)
WHERE idempotency_key IS NOT NULL AND state NOT IN ('rejected', 'cancelled');
