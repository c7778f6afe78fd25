-- Files that visitors and the team send each other: a row a file. The bytes lie in the data folder or in S3-compatible storage,
-- under the row's id, and are there before `stored_at` says so.
CREATE TABLE attachment (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  -- Where it was said, or is about to be; none for a visitor who has said nothing yet.
  conversation_id TEXT REFERENCES conversation (id),
  -- Who sent it: visitor, agent, mail.
  who TEXT NOT NULL,
  -- The visitor's secret, hashed; a member's id; the address a mail came from, hashed.
  owner TEXT NOT NULL,
  -- The sender's own id for it.
  client_id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT,
  bytes BIGINT NOT NULL,
  -- SHA-256, in hexadecimal.
  digest TEXT,
  width BIGINT,
  height BIGINT,
  created_at BIGINT NOT NULL,
  stored_at BIGINT,
  -- The client id of the message that says it.
  said_as TEXT,
  -- Its bytes are to be removed, and then this row.
  gone_at BIGINT,
  UNIQUE (bot_id, owner, client_id)
);
CREATE INDEX attachment_talk ON attachment (conversation_id);
CREATE INDEX attachment_unsaid ON attachment (created_at) WHERE said_as IS NULL;
CREATE INDEX attachment_gone ON attachment (gone_at) WHERE gone_at IS NOT NULL;
