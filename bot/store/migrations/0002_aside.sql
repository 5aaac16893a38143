-- Format 2. Sessions that could not be read when their person wrote again, byte for byte, for whoever looks into it.
CREATE TABLE aside (
    person TEXT NOT NULL,
    at     INTEGER NOT NULL,                    -- unix seconds, when it was found
    blob   BLOB NOT NULL                        -- as it lay in sessions
);
