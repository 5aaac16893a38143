-- Format 1. A person is an opaque number; what a vendor calls them stands in a table of its own.
CREATE TABLE people (
    person TEXT NOT NULL PRIMARY KEY,           -- 32 hex digits, drawn at random
    since  INTEGER NOT NULL                     -- unix seconds
) WITHOUT ROWID;

CREATE TABLE addresses (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    person  TEXT NOT NULL REFERENCES people (person),
    PRIMARY KEY (channel, address)
) WITHOUT ROWID;
CREATE INDEX addresses_of ON addresses (person);

-- The reference to people is a guard: a turn that was computed before somebody was forgotten cannot bring them back.
CREATE TABLE sessions (
    person TEXT NOT NULL PRIMARY KEY REFERENCES people (person),
    rev    INTEGER NOT NULL,
    blob   BLOB NOT NULL                        -- sealed
);

-- Rows are only ever appended: a batch of two hundred people touches a few pages at the end.
CREATE TABLE inbox (
    seq     INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    id      TEXT NOT NULL,                      -- the vendor's, unique per channel
    person  TEXT NOT NULL,
    at      INTEGER NOT NULL,                   -- unix seconds, when it came in
    state   TEXT NOT NULL,                      -- waiting | done | failed
    turn    INTEGER,                            -- seq of the inbound it was answered with (the last of a burst)
    payload BLOB,                               -- sealed; scrubbed when done
    UNIQUE (channel, id)
);
CREATE INDEX inbox_of ON inbox (person);
CREATE INDEX inbox_waiting ON inbox (seq) WHERE state = 'waiting';

CREATE TABLE outbox (
    seq      INTEGER PRIMARY KEY,
    turn     INTEGER NOT NULL,                  -- inbox.seq of what it answers
    person   TEXT NOT NULL,
    channel  TEXT NOT NULL,
    state    TEXT NOT NULL,                     -- pending | sent | uncertain
    tries    INTEGER NOT NULL DEFAULT 0,
    body     BLOB NOT NULL,                     -- sealed
    farewell BLOB                               -- sealed address, for the last words to somebody just forgotten
);
CREATE INDEX outbox_of ON outbox (person);
CREATE INDEX outbox_answers ON outbox (turn);
CREATE INDEX outbox_due ON outbox (person, seq) WHERE state <> 'sent';
