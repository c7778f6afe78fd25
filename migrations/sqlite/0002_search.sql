-- Full text over the knowledge. `secure-delete`: an erased word leaves no trace in the index.
CREATE VIRTUAL TABLE knowledge_search USING fts5 (entry_id UNINDEXED, terms, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO knowledge_search (knowledge_search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER knowledge_entry_added AFTER INSERT ON knowledge_entry BEGIN
  INSERT INTO knowledge_search (entry_id, terms) VALUES (new.id, new.terms);
END;
CREATE TRIGGER knowledge_entry_changed AFTER UPDATE ON knowledge_entry BEGIN
  DELETE FROM knowledge_search WHERE entry_id = old.id;
  INSERT INTO knowledge_search (entry_id, terms) VALUES (new.id, new.terms);
END;
CREATE TRIGGER knowledge_entry_removed AFTER DELETE ON knowledge_entry BEGIN
  DELETE FROM knowledge_search WHERE entry_id = old.id;
END;
