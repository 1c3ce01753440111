-- The order of events in lists: all events of a command bear one instant, so its first one leads to the others.
CREATE UNIQUE INDEX IF NOT EXISTS event_first ON event (tenant_id, at, command_id) WHERE seq = 0;
