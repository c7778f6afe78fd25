
-- Words of the knowledge, found again by number: a passage that goes must not be looked for among all others. Contentless:
-- the words stand in knowledge_entry.terms already. `secure-delete`: an erased word leaves no trace in the index. A name
-- that begins with _ is this engine's alone (db/transfer).
DROP TRIGGER knowledge_entry_added;
DROP TRIGGER knowledge_entry_changed;
DROP TRIGGER knowledge_entry_removed;
DROP TABLE knowledge_search;
CREATE TABLE _knowledge_word (n INTEGER PRIMARY KEY, entry_id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE knowledge_search USING fts5 (terms, content = '', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO knowledge_search (knowledge_search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER knowledge_entry_added AFTER INSERT ON knowledge_entry BEGIN
  INSERT INTO _knowledge_word (entry_id) VALUES (new.id);
  INSERT INTO knowledge_search (rowid, terms) SELECT n, new.terms FROM _knowledge_word WHERE entry_id = new.id;
END;
CREATE TRIGGER knowledge_entry_changed AFTER UPDATE OF terms ON knowledge_entry BEGIN
  INSERT INTO knowledge_search (knowledge_search, rowid, terms)
    SELECT 'delete', n, old.terms FROM _knowledge_word WHERE entry_id = old.id;
  INSERT INTO knowledge_search (rowid, terms) SELECT n, new.terms FROM _knowledge_word WHERE entry_id = new.id;
END;
CREATE TRIGGER knowledge_entry_removed BEFORE DELETE ON knowledge_entry BEGIN
  INSERT INTO knowledge_search (knowledge_search, rowid, terms)
    SELECT 'delete', n, old.terms FROM _knowledge_word WHERE entry_id = old.id;
  DELETE FROM _knowledge_word WHERE entry_id = old.id;
END;

INSERT INTO _knowledge_word (entry_id) SELECT id FROM knowledge_entry ORDER BY id;
INSERT INTO knowledge_search (rowid, terms)
  SELECT w.n, e.terms FROM _knowledge_word w JOIN knowledge_entry e ON e.id = w.entry_id;
