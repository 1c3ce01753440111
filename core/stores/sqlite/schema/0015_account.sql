-- Two axes: may this person take part, and how far is onboarding. What is shown and sorted is computed from them.
CREATE TABLE IF NOT EXISTS account (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL CHECK (version >= 1),
    organization_id BLOB NOT NULL,
    access TEXT NOT NULL CHECK (access IN ('portal', 'no_portal')),
    one_name TEXT,
    first_name TEXT,
    last_name TEXT,
    identity TEXT,
    identity_typed TEXT,
    notification_address TEXT,
    applications TEXT NOT NULL CHECK (json_valid(applications)),
    language TEXT,
    extension TEXT,
    line_count INTEGER NOT NULL CHECK (line_count BETWEEN 0 AND 8),
    device_number INTEGER,
    device_key TEXT,
    device_bound_at INTEGER,
    device_activations INTEGER,
    enabled TEXT NOT NULL CHECK (enabled IN ('enabled', 'suspended', 'opted_out', 'deleted')),
    suspended_by_system INTEGER CHECK (suspended_by_system IN (0, 1)),
    suspended_reason TEXT,
    onboarding TEXT NOT NULL CHECK (onboarding IN ('not_applicable', 'not_invited', 'invited', 'invitation_failed', 'activated')),
    consent_at INTEGER,
    consent_note TEXT,
    opted_out_at INTEGER,
    attributes TEXT NOT NULL CHECK (json_valid(attributes)),
    administrator INTEGER NOT NULL CHECK (administrator IN (0, 1)),
    created_at INTEGER NOT NULL,
    created_by BLOB,
    display_name TEXT GENERATED ALWAYS AS (CASE
        WHEN one_name IS NOT NULL THEN one_name
        WHEN first_name IS NOT NULL AND last_name IS NOT NULL THEN first_name || ' ' || last_name
        ELSE coalesce(first_name, last_name, '') END) VIRTUAL,
    status_rank INTEGER GENERATED ALWAYS AS (CASE enabled
        WHEN 'deleted' THEN 7
        WHEN 'opted_out' THEN 6
        WHEN 'suspended' THEN 5
        ELSE CASE onboarding WHEN 'not_invited' THEN 4 WHEN 'invited' THEN 3 WHEN 'invitation_failed' THEN 2 ELSE 1 END
        END) VIRTUAL,
    PRIMARY KEY (tenant_id, id),
    CHECK (one_name IS NULL OR (first_name IS NULL AND last_name IS NULL)),
    CHECK ((identity IS NULL) = (identity_typed IS NULL)),
    CHECK ((enabled = 'suspended') = (suspended_by_system IS NOT NULL)),
    CHECK ((device_number IS NULL) = (device_bound_at IS NULL)),
    CHECK ((device_number IS NULL) = (device_activations IS NULL)),
    CHECK (consent_note IS NULL OR consent_at IS NOT NULL),
    CHECK ((access = 'no_portal') = (onboarding = 'not_applicable')),
    CHECK (access = 'portal' OR identity IS NULL),
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organization (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
