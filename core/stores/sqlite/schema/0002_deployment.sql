-- The one deployment that this database belongs to.
CREATE TABLE IF NOT EXISTS deployment (
    place INTEGER PRIMARY KEY CHECK (place = 1),
    name TEXT NOT NULL
) STRICT;
