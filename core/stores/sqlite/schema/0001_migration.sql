-- Which file was run here, by its checksum: a file that changes after its release is found.
CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY,
    checksum BLOB NOT NULL CHECK (length(checksum) = 32)
) STRICT;
