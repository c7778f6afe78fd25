-- What comes after a conversation, and what is said about it by mail.

-- Who was rung for, and who was told at once that nobody can come, by when: for the Overview.
CREATE INDEX conversation_rang ON conversation (bot_id, rang_at, claimed_at, promised_at) WHERE rang_at IS NOT NULL;
CREATE INDEX conversation_promised ON conversation (bot_id, promised_at, claimed_at) WHERE promised_at IS NOT NULL AND rang_at IS NULL;

-- The agent who has it answers from their mailbox: what the visitor writes is mailed to them.
ALTER TABLE conversation ADD COLUMN by_mail BOOLEAN NOT NULL DEFAULT FALSE;

-- An e-mail about a conversation to one address: to the team, or its transcript to the visitor. What it tells is fixed when it is
-- made, so that each attempt sends the same mail; the key tells it from every other of its kind, so that none is made twice.
CREATE TABLE letter (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  recipient TEXT NOT NULL,
  -- The member it is for, or the one who asked for it.
  member_id TEXT REFERENCES member (id),
  -- It tells what was said after the one message and up to the other.
  after_seq BIGINT NOT NULL,
  until_seq BIGINT NOT NULL,
  -- What it is about besides: a note's id, how long somebody has waited.
  detail TEXT NOT NULL,
  subject TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state TEXT NOT NULL,
  -- The mail server's own words, where it said no.
  words TEXT,
  attempts BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  sent_at BIGINT,
  UNIQUE (conversation_id, kind, recipient, key)
);
CREATE INDEX letter_named ON letter (message_id);

-- How many of those to be told of a lead that nobody has looked at have been told. Of leads that were there before this, and of
-- those that come from files, nobody is: they count as told.
ALTER TABLE lead ADD COLUMN escalated BIGINT NOT NULL DEFAULT 2;
