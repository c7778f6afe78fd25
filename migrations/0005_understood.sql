-- What the assistant took each visitor's message for, and what a person said it was. The words stay in the message: it is
-- learned from as long as it is there.
CREATE TABLE understood (
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  seq BIGINT NOT NULL,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  label TEXT NOT NULL,
  -- In thousandths.
  confidence BIGINT NOT NULL,
  -- open, chip or none.
  form TEXT NOT NULL,
  corrected TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX understood_newest ON understood (bot_id, created_at, conversation_id, seq);
CREATE INDEX understood_corrected ON understood (bot_id, created_at) WHERE corrected IS NOT NULL;
