-- What a language model found in a conversation that came to rest, as far as it stands in the visitor's own words: it is asked
-- once about the same words, and counts again when leads are scored by other weights.
CREATE TABLE opinion (
  conversation_id TEXT PRIMARY KEY REFERENCES conversation (id),
  -- How far the conversation had come.
  seq BIGINT NOT NULL,
  -- Details, signs and the summary, as JSON.
  found TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Of the tokens of a day, those of two uses; the rest went into answers.
ALTER TABLE llm_use ADD COLUMN doubt_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE llm_use ADD COLUMN notes_tokens BIGINT NOT NULL DEFAULT 0;
