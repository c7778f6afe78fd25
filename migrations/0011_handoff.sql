-- Handoff: who waits for a person, who has taken what, who is there, and what the team says among itself.

-- An agent was rung for; none once one has taken it or the assistant has it back.
ALTER TABLE conversation ADD COLUMN waiting_since BIGINT;
-- The first time an agent was rung for, the first time one took it and who, the first time one wrote: what waits are
-- measured by.
ALTER TABLE conversation ADD COLUMN rang_at BIGINT;
ALTER TABLE conversation ADD COLUMN claimed_at BIGINT;
ALTER TABLE conversation ADD COLUMN claimed_by TEXT REFERENCES member (id);
ALTER TABLE conversation ADD COLUMN answered_at BIGINT;
-- It rings again then, or when the visitor writes.
ALTER TABLE conversation ADD COLUMN snoozed_until BIGINT;
-- The visitor was told when an answer will come.
ALTER TABLE conversation ADD COLUMN promised_at BIGINT;
-- How many of those to be told of a visitor who waits have been told.
ALTER TABLE conversation ADD COLUMN escalated BIGINT NOT NULL DEFAULT 0;
-- The last message that the team has read, and the visitor.
ALTER TABLE conversation ADD COLUMN team_seen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN visitor_seen BIGINT NOT NULL DEFAULT 0;
-- How it was, after it: 1 to 5, and in words.
ALTER TABLE conversation ADD COLUMN rating BIGINT;
ALTER TABLE conversation ADD COLUMN rating_words TEXT;

-- Few at any moment, and not moved by what is said in them.
CREATE INDEX conversation_waiting ON conversation (bot_id, waiting_since, id) WHERE status = 'waiting';
CREATE INDEX conversation_taken ON conversation (bot_id, agent_id, id) WHERE status = 'agent';
CREATE INDEX conversation_closed ON conversation (bot_id, closed_at, id) WHERE status = 'closed';
CREATE INDEX conversation_claimed ON conversation (bot_id, claimed_at, rang_at, answered_at, claimed_by, rating)
  WHERE claimed_at IS NOT NULL;

-- Who is there: until when, by the last word of a socket of theirs.
CREATE TABLE presence (
  member_id TEXT PRIMARY KEY REFERENCES member (id),
  until BIGINT NOT NULL,
  assigned_at BIGINT NOT NULL
);

-- What the team says among itself beside a conversation, and what it did with it; no visitor is told of either.
CREATE TABLE remark (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  -- It stands behind this message.
  seq BIGINT NOT NULL,
  member_id TEXT REFERENCES member (id),
  member_name TEXT,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX remark_in ON remark (conversation_id, created_at, id);
-- Whom a remark calls, until they have looked.
CREATE TABLE mention (
  member_id TEXT NOT NULL REFERENCES member (id),
  remark_id TEXT NOT NULL REFERENCES remark (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  PRIMARY KEY (member_id, remark_id)
);
