-- The lists of one status, temperature or tag are asked for by score too ("Hottest first"): an index each has them so.

CREATE INDEX lead_status_scored
  ON lead (bot_id, status, coalesce(score, -1), id, captured_at, updated_at, score, merged_into);
CREATE INDEX lead_temperature_scored
  ON lead (bot_id, temperature, coalesce(score, -1), id, captured_at, updated_at, score, merged_into);

-- A lead's score beside each of its tags; -1 where it has none.
ALTER TABLE lead_tag ADD COLUMN score BIGINT NOT NULL DEFAULT -1;
UPDATE lead_tag SET score = (SELECT coalesce(l.score, -1) FROM lead l WHERE l.id = lead_tag.lead_id);
CREATE INDEX lead_tag_scored ON lead_tag (bot_id, tag, score, lead_id, captured_at);

DROP TRIGGER lead_tag_added;
CREATE TRIGGER lead_tag_added AFTER INSERT ON submission WHEN new.tag <> '' BEGIN
  INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id, score)
    SELECT new.bot_id, new.tag, captured_at, id, coalesce(score, -1) FROM lead WHERE id = new.lead_id
    ON CONFLICT DO NOTHING;
END;
DROP TRIGGER lead_tag_moved;
CREATE TRIGGER lead_tag_moved AFTER UPDATE OF lead_id, tag ON submission
WHEN old.lead_id <> new.lead_id OR old.tag <> new.tag BEGIN
  DELETE FROM lead_tag WHERE lead_id = old.lead_id AND tag = old.tag
    AND NOT EXISTS (SELECT 1 FROM submission WHERE bot_id = old.bot_id AND tag = old.tag AND lead_id = old.lead_id);
  INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id, score)
    SELECT new.bot_id, new.tag, captured_at, id, coalesce(score, -1) FROM lead WHERE id = new.lead_id AND new.tag <> ''
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER lead_tag_scored AFTER UPDATE OF score ON lead WHEN old.score IS NOT new.score BEGIN
  UPDATE lead_tag SET score = coalesce(new.score, -1) WHERE lead_id = new.id;
END;
