-- The mailbox is an Inbox too: mail that comes in, and what an agent said while its visitor was away.

-- A mail that comes back names the one it was by its Message-ID.
CREATE INDEX notification_named ON notification (message_id);

-- An agent's words that are mailed to a visitor who has left: a row a mail. Which words it tells is fixed when it is made,
-- so that each attempt sends the same mail.
CREATE TABLE absent_mail (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  -- It tells what was said after the one message and up to the other.
  after_seq BIGINT NOT NULL,
  until_seq BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state TEXT NOT NULL,
  -- The mail server's own words, where it said no.
  words TEXT,
  attempts BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  sent_at BIGINT,
  UNIQUE (conversation_id, after_seq)
);
CREATE INDEX absent_mail_named ON absent_mail (message_id);

-- How far a mailbox has been read: a UID means something under its UIDVALIDITY alone (RFC 3501, 2.3.1.1).
CREATE TABLE mailbox (
  name TEXT PRIMARY KEY,
  uid_validity BIGINT NOT NULL,
  last_uid BIGINT NOT NULL,
  read_at BIGINT NOT NULL
);
