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

-- Rows are only ever appended, and every b-tree that a turn touches is a page more to flush: so there is one index here
-- for both questions, has this person's update come before, and what is there to forget.
CREATE TABLE inbox (
    seq     INTEGER PRIMARY KEY,
    person  TEXT NOT NULL,                      -- '~' and a hash of address and id once they are forgotten
    channel TEXT NOT NULL,
    id      TEXT NOT NULL,                      -- the vendor's; '' once they are forgotten
    at      INTEGER NOT NULL,                   -- unix seconds, when it came in
    state   TEXT NOT NULL,                      -- waiting | done | failed
    first   INTEGER,                            -- outbox.seq of the first body it was answered with
    last    INTEGER,                            -- and of the last; a burst shares one answer
    payload BLOB,                               -- sealed; scrubbed when done
    UNIQUE (person, channel, id)
);
CREATE INDEX inbox_open ON inbox (state, seq) WHERE state <> 'done';

CREATE TABLE outbox (
    seq      INTEGER PRIMARY KEY,
    person   TEXT NOT NULL,
    channel  TEXT NOT NULL,
    state    TEXT NOT NULL,                     -- pending | sent | uncertain
    tries    INTEGER NOT NULL DEFAULT 0,
    body     BLOB NOT NULL,                     -- sealed
    farewell BLOB                               -- sealed address, for the last words to somebody just forgotten
);
CREATE INDEX outbox_due ON outbox (person, seq) WHERE state <> 'sent';
