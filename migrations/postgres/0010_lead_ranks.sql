-- The lists of one status, temperature or tag are asked for by score too ("Hottest first"): an index each has them so.

CREATE INDEX lead_status_scored
  ON lead (bot_id, status, coalesce(score, -1), id, captured_at, updated_at, score, merged_into);
CREATE INDEX lead_temperature_scored
  ON lead (bot_id, temperature, coalesce(score, -1), id, captured_at, updated_at, score, merged_into);

-- A lead's score beside each of its tags; -1 where it has none.
ALTER TABLE lead_tag ADD COLUMN score BIGINT NOT NULL DEFAULT -1;
UPDATE lead_tag t SET score = l.score FROM lead l WHERE l.id = t.lead_id AND l.score IS NOT NULL;
CREATE INDEX lead_tag_scored ON lead_tag (bot_id, tag, score, lead_id, captured_at);

CREATE OR REPLACE FUNCTION lead_tag_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id, score)
    SELECT DISTINCT a.bot_id, a.tag, l.captured_at, l.id, coalesce(l.score, -1)
    FROM added a JOIN lead l ON l.id = a.lead_id WHERE a.tag <> '' ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION lead_tag_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM lead_tag t USING (SELECT DISTINCT bot_id, tag, lead_id FROM gone WHERE tag <> '') g
    WHERE t.lead_id = g.lead_id AND t.tag = g.tag
      AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.bot_id = g.bot_id AND s.tag = g.tag AND s.lead_id = g.lead_id);
  INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id, score)
    SELECT DISTINCT a.bot_id, a.tag, l.captured_at, l.id, coalesce(l.score, -1)
    FROM added a JOIN lead l ON l.id = a.lead_id WHERE a.tag <> '' ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
-- A row at a time, so that an update without the score costs nothing.
CREATE FUNCTION lead_tag_scored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE lead_tag SET score = coalesce(NEW.score, -1) WHERE lead_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_tag_scored AFTER UPDATE OF score ON lead
  FOR EACH ROW WHEN (OLD.score IS DISTINCT FROM NEW.score) EXECUTE FUNCTION lead_tag_scored();
