-- Which number is on a line is a fact of the number: see number_use.
CREATE TABLE IF NOT EXISTS line (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    line INTEGER NOT NULL CHECK (line BETWEEN 0 AND 7),
    group_id BLOB,
    social_messaging INTEGER NOT NULL CHECK (social_messaging IN (0, 1)),
    restrict_incoming_social_messaging INTEGER NOT NULL CHECK (restrict_incoming_social_messaging IN (0, 1)),
    monitor_calls INTEGER NOT NULL CHECK (monitor_calls IN (0, 1)),
    monitor_sms INTEGER NOT NULL CHECK (monitor_sms IN (0, 1)),
    forwarding_number TEXT,
    PRIMARY KEY (tenant_id, account_id, line),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, group_id) REFERENCES permission_group (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
