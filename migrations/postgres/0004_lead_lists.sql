-- What lists of leads are read from, kept by triggers: whoever changes a lead, by whatever way, changes them with it.
-- A trigger runs once for a statement, over all of its rows.

-- Words of leads, by prefix. What stands between words elsewhere becomes a space, because this parser would read an
-- address, a number with signs or what looks like markup as one word. 'simple', because the words are folded already.
-- The same words stand in db/dialect.rs.
CREATE INDEX lead_search ON lead USING gin (to_tsvector('simple', translate(folded, '@.-_+/:,;&#()''"<>[]{}|\=*%$!?~^`', '                                ')));

-- Each tag of each lead once.
CREATE FUNCTION lead_tag_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id)
    SELECT DISTINCT a.bot_id, a.tag, l.captured_at, l.id FROM added a JOIN lead l ON l.id = a.lead_id WHERE a.tag <> ''
    ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION lead_tag_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM lead_tag t USING (SELECT DISTINCT bot_id, tag, lead_id FROM gone WHERE tag <> '') g
    WHERE t.lead_id = g.lead_id AND t.tag = g.tag
      AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.bot_id = g.bot_id AND s.tag = g.tag AND s.lead_id = g.lead_id);
  RETURN NULL;
END $$;
CREATE FUNCTION lead_tag_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM lead_tag t USING (SELECT DISTINCT bot_id, tag, lead_id FROM gone WHERE tag <> '') g
    WHERE t.lead_id = g.lead_id AND t.tag = g.tag
      AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.bot_id = g.bot_id AND s.tag = g.tag AND s.lead_id = g.lead_id);
  INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id)
    SELECT DISTINCT a.bot_id, a.tag, l.captured_at, l.id FROM added a JOIN lead l ON l.id = a.lead_id WHERE a.tag <> ''
    ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_tag_added AFTER INSERT ON submission REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION lead_tag_added();
CREATE TRIGGER lead_tag_removed AFTER DELETE ON submission REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION lead_tag_gone();
CREATE TRIGGER lead_tag_moved AFTER UPDATE ON submission REFERENCING OLD TABLE AS gone NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION lead_tag_moved();

-- What a lead counts as. A merged one counts nowhere.
CREATE FUNCTION lead_facets(l lead) RETURNS TABLE (facet TEXT, value TEXT) LANGUAGE sql IMMUTABLE AS $$
  SELECT f.facet, f.value FROM (VALUES
    ('all', '', TRUE),
    ('status', l.status, TRUE),
    ('temperature', coalesce(l.temperature, ''), TRUE),
    ('channel', l.last_channel, TRUE),
    ('assignee', coalesce(l.assignee_id, ''), TRUE),
    ('new', '', l.is_new),
    ('score', CAST(l.score AS TEXT), l.score IS NOT NULL)
  ) AS f (facet, value, counts) WHERE f.counts AND l.merged_into IS NULL
$$;

-- Connections add to slots of their own: two captures seldom wait for one row.
CREATE FUNCTION lead_tally_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n)
    SELECT a.bot_id, f.facet, f.value, pg_backend_pid() % 32, COUNT(*)
    FROM added a CROSS JOIN LATERAL lead_facets(CAST(a AS lead)) f GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (bot_id, facet, value, slot) DO UPDATE SET n = lead_tally.n + excluded.n;
  RETURN NULL;
END $$;
CREATE FUNCTION lead_tally_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n)
    SELECT g.bot_id, f.facet, f.value, pg_backend_pid() % 32, -COUNT(*)
    FROM gone g CROSS JOIN LATERAL lead_facets(CAST(g AS lead)) f GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (bot_id, facet, value, slot) DO UPDATE SET n = lead_tally.n + excluded.n;
  RETURN NULL;
END $$;
CREATE FUNCTION lead_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n)
    SELECT t.bot_id, t.facet, t.value, pg_backend_pid() % 32, SUM(t.d) FROM (
      SELECT a.bot_id, f.facet, f.value, 1 AS d FROM added a CROSS JOIN LATERAL lead_facets(CAST(a AS lead)) f
      UNION ALL
      SELECT g.bot_id, f.facet, f.value, -1 AS d FROM gone g CROSS JOIN LATERAL lead_facets(CAST(g AS lead)) f
    ) t GROUP BY 1, 2, 3 HAVING SUM(t.d) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (bot_id, facet, value, slot) DO UPDATE SET n = lead_tally.n + excluded.n;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_tally_added AFTER INSERT ON lead REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION lead_tally_added();
CREATE TRIGGER lead_tally_removed AFTER DELETE ON lead REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION lead_tally_removed();
CREATE TRIGGER lead_tally_changed AFTER UPDATE ON lead REFERENCING OLD TABLE AS gone NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION lead_tally_changed();

CREATE FUNCTION lead_tally_tagged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n)
    SELECT bot_id, 'tag', tag, pg_backend_pid() % 32, COUNT(*) FROM added GROUP BY 1, 3 ORDER BY 1, 3
    ON CONFLICT (bot_id, facet, value, slot) DO UPDATE SET n = lead_tally.n + excluded.n;
  RETURN NULL;
END $$;
CREATE FUNCTION lead_tally_untagged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_tally (bot_id, facet, value, slot, n)
    SELECT bot_id, 'tag', tag, pg_backend_pid() % 32, -COUNT(*) FROM gone GROUP BY 1, 3 ORDER BY 1, 3
    ON CONFLICT (bot_id, facet, value, slot) DO UPDATE SET n = lead_tally.n + excluded.n;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_tally_tagged AFTER INSERT ON lead_tag REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION lead_tally_tagged();
CREATE TRIGGER lead_tally_untagged AFTER DELETE ON lead_tag REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION lead_tally_untagged();

-- What was there before. Counting the tags is left to their trigger.
INSERT INTO lead_tag (bot_id, tag, captured_at, lead_id)
  SELECT DISTINCT s.bot_id, s.tag, l.captured_at, l.id FROM submission s JOIN lead l ON l.id = s.lead_id WHERE s.tag <> '';
INSERT INTO lead_tally (bot_id, facet, value, slot, n)
  SELECT l.bot_id, f.facet, f.value, 0, COUNT(*) FROM lead l CROSS JOIN LATERAL lead_facets(l) f GROUP BY 1, 2, 3;
