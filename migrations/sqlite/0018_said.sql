-- What a client said is known again by its id. By conversation first, each message of each conversation changed a page of its
-- own, and who answers has no such id; by the id first, which begins with the time where the widget makes it, those of one
-- moment share a page. SQLite cannot drop a constraint, so the table is made anew (lang_altertable.html, section 7).
CREATE TABLE message_new (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  seq BIGINT NOT NULL,
  client_id TEXT,
  author TEXT NOT NULL,
  author_name TEXT,
  body TEXT NOT NULL,
  helpful BOOLEAN,
  created_at BIGINT NOT NULL,
  UNIQUE (conversation_id, seq)
);
INSERT INTO message_new (id, conversation_id, seq, client_id, author, author_name, body, helpful, created_at)
  SELECT id, conversation_id, seq, client_id, author, author_name, body, helpful, created_at FROM message ORDER BY rowid;
DROP TABLE message;
ALTER TABLE message_new RENAME TO message;
CREATE INDEX message_rated ON message (created_at) WHERE helpful IS NOT NULL;
CREATE UNIQUE INDEX message_said ON message (client_id, conversation_id) WHERE client_id IS NOT NULL;
