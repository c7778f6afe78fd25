
-- Words of the knowledge, kept ready: to rank thousands of passages must not mean to read each anew.
ALTER TABLE knowledge_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', terms)) STORED;
CREATE INDEX knowledge_entry_words ON knowledge_entry USING gin (words);
