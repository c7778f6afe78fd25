-- What lists of leads are read from, kept by triggers: whoever changes a lead, by whatever way, changes them with it.

-- Words of leads, by prefix. Contentless: the words stand in lead.folded already. `secure-delete`: an erased word leaves
-- no trace. `ascii`, because the words are folded and apart already: whatever is no ASCII is part of a word. A name that
-- begins with _ is this engine's alone (db/transfer).
CREATE TABLE _lead_word (n INTEGER PRIMARY KEY, lead_id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE lead_search USING fts5 (words, content = '', detail = none, prefix = '2 3', tokenize = 'ascii');
INSERT INTO lead_search (lead_search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER lead_search_added AFTER INSERT ON lead BEGIN
  INSERT INTO _lead_word (lead_id) VALUES (new.id);
  INSERT INTO lead_search (rowid, words) SELECT n, new.folded FROM _lead_word WHERE lead_id = new.id;
END;
CREATE TRIGGER lead_search_changed AFTER UPDATE OF folded ON lead WHEN old.folded <> new.folded BEGIN
  INSERT INTO lead_search (lead_search, rowid, words) SELECT 'delete', n, old.folded FROM _lead_word WHERE lead_id = old.id;
  INSERT INTO lead_search (rowid, words) SELECT n, new.folded FROM _lead_word WHERE lead_id = new.id;
END;
CREATE TRIGGER lead_search_removed BEFORE DELETE ON lead BEGIN
  INSERT INTO lead_search (lead_search, rowid, words) SELECT 'delete', n, old.folded FROM _lead_word WHERE lead_id = old.id;
  DELETE FROM _lead_word WHERE lead_id = old.id;
END;

-- Each tag of each lead once.
CREATE TRIGGER lead_tag_added AFTER INSERT ON submission WHEN new.tag <> '' BEGIN
  INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id)
    SELECT new.bot_id, new.tag, captured_at, id FROM lead WHERE id = new.lead_id
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER lead_tag_moved AFTER UPDATE OF lead_id, tag ON submission
WHEN old.lead_id <> new.lead_id OR old.tag <> new.tag BEGIN
  DELETE FROM lead_tag WHERE lead_id = old.lead_id AND tag = old.tag
    AND NOT EXISTS (SELECT 1 FROM submission WHERE bot_id = old.bot_id AND tag = old.tag AND lead_id = old.lead_id);
  INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id)
    SELECT new.bot_id, new.tag, captured_at, id FROM lead WHERE id = new.lead_id AND new.tag <> ''
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER lead_tag_removed AFTER DELETE ON submission WHEN old.tag <> '' BEGIN
  DELETE FROM lead_tag WHERE lead_id = old.lead_id AND tag = old.tag
    AND NOT EXISTS (SELECT 1 FROM submission WHERE bot_id = old.bot_id AND tag = old.tag AND lead_id = old.lead_id);
END;

-- Counts. A merged lead counts nowhere.
CREATE TRIGGER lead_tally_added AFTER INSERT ON lead WHEN new.merged_into IS NULL BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n)
    SELECT new.bot_id, facet, value, 0, 1 FROM (
      SELECT 'all' AS facet, '' AS value
      UNION ALL SELECT 'status', new.status
      UNION ALL SELECT 'temperature', coalesce(new.temperature, '')
      UNION ALL SELECT 'channel', new.last_channel
      UNION ALL SELECT 'assignee', coalesce(new.assignee_id, '')
      UNION ALL SELECT 'new', '' WHERE new.is_new
      UNION ALL SELECT 'score', CAST(new.score AS TEXT) WHERE new.score IS NOT NULL
    ) WHERE TRUE
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER lead_tally_changed
AFTER UPDATE OF status, temperature, last_channel, assignee_id, is_new, score, merged_into ON lead
WHEN old.status <> new.status OR old.temperature IS NOT new.temperature OR old.last_channel <> new.last_channel
  OR old.assignee_id IS NOT new.assignee_id OR old.is_new <> new.is_new OR old.score IS NOT new.score
  OR old.merged_into IS NOT new.merged_into BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n)
    SELECT new.bot_id, facet, value, 0, sum(d) FROM (
      SELECT 'all' AS facet, '' AS value, 1 AS d WHERE new.merged_into IS NULL
      UNION ALL SELECT 'status', new.status, 1 WHERE new.merged_into IS NULL
      UNION ALL SELECT 'temperature', coalesce(new.temperature, ''), 1 WHERE new.merged_into IS NULL
      UNION ALL SELECT 'channel', new.last_channel, 1 WHERE new.merged_into IS NULL
      UNION ALL SELECT 'assignee', coalesce(new.assignee_id, ''), 1 WHERE new.merged_into IS NULL
      UNION ALL SELECT 'new', '', 1 WHERE new.is_new AND new.merged_into IS NULL
      UNION ALL SELECT 'score', CAST(new.score AS TEXT), 1 WHERE new.score IS NOT NULL AND new.merged_into IS NULL
      UNION ALL SELECT 'all', '', -1 WHERE old.merged_into IS NULL
      UNION ALL SELECT 'status', old.status, -1 WHERE old.merged_into IS NULL
      UNION ALL SELECT 'temperature', coalesce(old.temperature, ''), -1 WHERE old.merged_into IS NULL
      UNION ALL SELECT 'channel', old.last_channel, -1 WHERE old.merged_into IS NULL
      UNION ALL SELECT 'assignee', coalesce(old.assignee_id, ''), -1 WHERE old.merged_into IS NULL
      UNION ALL SELECT 'new', '', -1 WHERE old.is_new AND old.merged_into IS NULL
      UNION ALL SELECT 'score', CAST(old.score AS TEXT), -1 WHERE old.score IS NOT NULL AND old.merged_into IS NULL
    ) GROUP BY facet, value HAVING sum(d) <> 0
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER lead_tally_removed AFTER DELETE ON lead WHEN old.merged_into IS NULL BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n)
    SELECT old.bot_id, facet, value, 0, -1 FROM (
      SELECT 'all' AS facet, '' AS value
      UNION ALL SELECT 'status', old.status
      UNION ALL SELECT 'temperature', coalesce(old.temperature, '')
      UNION ALL SELECT 'channel', old.last_channel
      UNION ALL SELECT 'assignee', coalesce(old.assignee_id, '')
      UNION ALL SELECT 'new', '' WHERE old.is_new
      UNION ALL SELECT 'score', CAST(old.score AS TEXT) WHERE old.score IS NOT NULL
    ) WHERE TRUE
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER lead_tally_tagged AFTER INSERT ON lead_tag BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n) VALUES (new.bot_id, 'tag', new.tag, 0, 1)
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER lead_tally_untagged AFTER DELETE ON lead_tag BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n) VALUES (old.bot_id, 'tag', old.tag, 0, -1)
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;

-- What was there before. Counting the tags is left to their trigger.
INSERT INTO _lead_word (lead_id) SELECT id FROM lead ORDER BY captured_at, id;
INSERT INTO lead_search (rowid, words) SELECT w.n, l.folded FROM _lead_word w JOIN lead l ON l.id = w.lead_id ORDER BY w.n;
INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id)
  SELECT DISTINCT s.bot_id, s.tag, l.captured_at, l.id FROM submission s JOIN lead l ON l.id = s.lead_id WHERE s.tag <> '';
INSERT INTO lead_tally (bot_id, facet, value, slot, n)
  SELECT bot_id, 'all', '', 0, COUNT(*) FROM lead GROUP BY bot_id
  UNION ALL SELECT bot_id, 'status', status, 0, COUNT(*) FROM lead GROUP BY bot_id, status
  UNION ALL SELECT bot_id, 'temperature', coalesce(temperature, ''), 0, COUNT(*) FROM lead GROUP BY bot_id, coalesce(temperature, '')
  UNION ALL SELECT bot_id, 'channel', last_channel, 0, COUNT(*) FROM lead GROUP BY bot_id, last_channel
  UNION ALL SELECT bot_id, 'assignee', '', 0, COUNT(*) FROM lead GROUP BY bot_id
  UNION ALL SELECT bot_id, 'new', '', 0, COUNT(*) FROM lead WHERE is_new GROUP BY bot_id
  UNION ALL SELECT bot_id, 'score', CAST(score AS TEXT), 0, COUNT(*) FROM lead WHERE score IS NOT NULL GROUP BY bot_id, score;
