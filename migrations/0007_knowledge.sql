-- What a bot answers from beside its questions and answers: files and sites, how each was read, and what nothing answered.

CREATE TABLE knowledge_source (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  -- markdown, html, pdf, text, site
  kind TEXT NOT NULL,
  -- A file's name, or a site's host.
  title TEXT NOT NULL,
  -- Where a site begins.
  url TEXT,
  -- reading, ready, failed
  state TEXT NOT NULL,
  -- What the owner is told of how it was read.
  words TEXT,
  -- Of what was read.
  bytes BIGINT NOT NULL,
  pages BIGINT NOT NULL,
  passages BIGINT NOT NULL,
  -- Who added it, and the work that reads it.
  member_id TEXT REFERENCES member (id),
  task_id TEXT REFERENCES task (id),
  created_at BIGINT NOT NULL,
  read_at BIGINT,
  -- When a site is read again.
  due_at BIGINT
);
CREATE INDEX knowledge_source_of ON knowledge_source (bot_id, id);
CREATE INDEX knowledge_source_due ON knowledge_source (due_at) WHERE due_at IS NOT NULL;

-- A page of a site: known, to be read, or read.
CREATE TABLE knowledge_page (
  id TEXT PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES knowledge_source (id),
  url TEXT NOT NULL,
  -- How many links from where the site begins.
  depth BIGINT NOT NULL,
  -- waiting, read, failed
  state TEXT NOT NULL,
  words TEXT,
  title TEXT NOT NULL,
  -- What the site calls this version of it.
  etag TEXT,
  modified TEXT,
  -- The hash of its text: one that has not changed is not stored again.
  hash TEXT,
  bytes BIGINT NOT NULL,
  passages BIGINT NOT NULL,
  -- The last reading of the site that met it.
  round BIGINT NOT NULL,
  read_at BIGINT,
  UNIQUE (source_id, url)
);
CREATE INDEX knowledge_page_waiting ON knowledge_page (source_id, state, depth, id);

-- A passage of a file or a page is an entry like the others: its question is the heading that it stands under.
ALTER TABLE knowledge_entry ADD COLUMN source_id TEXT REFERENCES knowledge_source (id);
ALTER TABLE knowledge_entry ADD COLUMN page_id TEXT REFERENCES knowledge_page (id);
CREATE INDEX knowledge_entry_from ON knowledge_entry (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX knowledge_entry_page ON knowledge_entry (page_id) WHERE page_id IS NOT NULL;
CREATE INDEX knowledge_entry_own ON knowledge_entry (bot_id, id) WHERE source_id IS NULL;

-- A question that nothing answered. Its words stand in the message alone; `likeness` is a hash, the same for all that ask
-- the same.
CREATE TABLE unanswered (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  likeness TEXT NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  seq BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  -- Since when the owner has dealt with it: an answer was added, or none is wanted.
  settled_at BIGINT,
  UNIQUE (conversation_id, seq)
);
CREATE INDEX unanswered_open ON unanswered (bot_id, asked_at, likeness, id) WHERE settled_at IS NULL;
CREATE INDEX unanswered_alike ON unanswered (bot_id, likeness) WHERE settled_at IS NULL;
