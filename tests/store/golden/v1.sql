-- A database of format 1, as released with 0.1. Never edited: what it holds must be readable for ever.
PRAGMA application_id = 1296846385;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE addresses (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    person  TEXT NOT NULL REFERENCES people (person),
    PRIMARY KEY (channel, address)
) WITHOUT ROWID;
INSERT INTO "addresses" VALUES('push','u1','41a0fbad459d7cd4877c24fc76d942de');
INSERT INTO "addresses" VALUES('json','u1','47eb3215200fbfffd0fe9943144f330b');
CREATE TABLE inbox (
    seq     INTEGER PRIMARY KEY,
    person  TEXT NOT NULL,                      -- '' once they are forgotten
    channel TEXT NOT NULL,
    id      TEXT NOT NULL,                      -- the vendor's
    at      INTEGER NOT NULL,                   -- unix seconds, when it came in
    state   TEXT NOT NULL,                      -- waiting | done | failed
    first   INTEGER,                            -- outbox.seq of the first body it was answered with
    last    INTEGER,                            -- and of the last; a burst shares one answer
    payload BLOB,                               -- sealed; scrubbed when done
    UNIQUE (person, channel, id)
);
INSERT INTO "inbox" VALUES(1,'47eb3215200fbfffd0fe9943144f330b','json','1',1795322211,'done',1,1,NULL);
INSERT INTO "inbox" VALUES(2,'41a0fbad459d7cd4877c24fc76d942de','push','2',1795322211,'done',2,2,NULL);
INSERT INTO "inbox" VALUES(3,'41a0fbad459d7cd4877c24fc76d942de','push','3',1795322211,'waiting',NULL,NULL,X'005B22323032362D31312D32325431323A30303A30302B30303A3030222C202273616964222C20225C75386664385C75366361315C75353664655C7537623534222C2022225D');
INSERT INTO "inbox" VALUES(4,'','push','4',1795322211,'done',3,3,NULL);
CREATE TABLE outbox (
    seq      INTEGER PRIMARY KEY,
    person   TEXT NOT NULL,
    channel  TEXT NOT NULL,
    state    TEXT NOT NULL,                     -- pending | sent | uncertain
    tries    INTEGER NOT NULL DEFAULT 0,
    body     BLOB NOT NULL,                     -- sealed
    farewell BLOB                               -- sealed address, for the last words to somebody just forgotten
);
INSERT INTO "outbox" VALUES(1,'47eb3215200fbfffd0fe9943144f330b','json','sent',0,X'00E4BDA0E5A5BD',NULL);
INSERT INTO "outbox" VALUES(2,'41a0fbad459d7cd4877c24fc76d942de','push','pending',0,X'0070656E64696E67',NULL);
INSERT INTO "outbox" VALUES(3,'','push','pending',0,X'00676F6E65',X'007534');
CREATE TABLE people (
    person TEXT NOT NULL PRIMARY KEY,           -- 32 hex digits, drawn at random
    since  INTEGER NOT NULL                     -- unix seconds
) WITHOUT ROWID;
INSERT INTO "people" VALUES('41a0fbad459d7cd4877c24fc76d942de',1795322211);
INSERT INTO "people" VALUES('47eb3215200fbfffd0fe9943144f330b',1795322211);
CREATE TABLE sessions (
    person TEXT NOT NULL PRIMARY KEY REFERENCES people (person),
    rev    INTEGER NOT NULL,
    blob   BLOB NOT NULL                        -- sealed
);
INSERT INTO "sessions" VALUES('47eb3215200fbfffd0fe9943144f330b',1,X'007B2276223A317D');
INSERT INTO "sessions" VALUES('41a0fbad459d7cd4877c24fc76d942de',1,X'0074776F');
CREATE INDEX addresses_of ON addresses (person);
CREATE INDEX inbox_open ON inbox (state, seq) WHERE state <> 'done';
CREATE INDEX outbox_due ON outbox (person, seq) WHERE state <> 'sent';
COMMIT;
