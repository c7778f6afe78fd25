-- What each bot has used of a language model, a row for each day.

CREATE TABLE llm_use (
  bot_id TEXT NOT NULL REFERENCES bot (id),
  -- Days since 1970, of UTC.
  day BIGINT NOT NULL,
  -- Requests, and those that gave words or a tool that could be used.
  asked BIGINT NOT NULL,
  answered BIGINT NOT NULL,
  -- As the endpoint counts them, or as we guess where it does not say.
  prompt_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  -- Those and what is set aside for requests on their way: what the budget is held against.
  spent BIGINT NOT NULL,
  -- Why the last request that failed did: a word of ours, never the endpoint's.
  failure TEXT,
  failed_at BIGINT,
  PRIMARY KEY (bot_id, day)
);
