-- The lead desk: who has a lead, what was found about it, lists over a million of them, work with progress, the trail.

ALTER TABLE lead ADD COLUMN assignee_id TEXT REFERENCES member (id);
-- A person's word over the score's; it ends with the lead's next conversation. `temperature` holds what counts.
ALTER TABLE lead ADD COLUMN override_temperature TEXT;
ALTER TABLE lead ADD COLUMN override_by TEXT REFERENCES member (id);
ALTER TABLE lead ADD COLUMN override_at BIGINT;
-- Why it went where the pipeline asks for a reason.
ALTER TABLE lead ADD COLUMN out_reason TEXT;
CREATE INDEX lead_by_reason ON lead (bot_id, captured_at) WHERE out_reason IS NOT NULL;
-- Joined with another by a person: it keeps its row, stands in no list, and can come back.
ALTER TABLE lead ADD COLUMN merged_into TEXT REFERENCES lead (id);
-- The task that brought it in from a file.
ALTER TABLE lead ADD COLUMN imported_by TEXT;

-- Lists: each filter's leads in the order of capture, with all that a list is put in order by, so that some thousands are
-- put in another order without reading their rows. Which list uses which: lead/list/plan.rs.
DROP INDEX lead_newest;
DROP INDEX lead_by_status;
CREATE INDEX lead_newest ON lead (bot_id, captured_at, id, updated_at, score, merged_into);
CREATE INDEX lead_updated ON lead (bot_id, updated_at, id, captured_at, score, merged_into);
CREATE INDEX lead_scored ON lead (bot_id, coalesce(score, -1), id, captured_at, updated_at, score, merged_into);
CREATE INDEX lead_by_status ON lead (bot_id, status, captured_at, id, updated_at, score, merged_into);
CREATE INDEX lead_by_temperature ON lead (bot_id, temperature, captured_at, id, updated_at, score, merged_into);
CREATE INDEX lead_by_channel ON lead (bot_id, last_channel, captured_at, id, updated_at, score, merged_into);
-- Of nobody is a filter too, and PostgreSQL keeps no order behind IS NULL.
CREATE INDEX lead_by_assignee
  ON lead (bot_id, coalesce(assignee_id, ''), captured_at, id, updated_at, score, merged_into, assignee_id);
CREATE INDEX lead_unseen ON lead (bot_id, captured_at, id, updated_at, score, merged_into, is_new) WHERE is_new;
CREATE INDEX lead_of ON lead (contact_id);
CREATE INDEX lead_imported ON lead (imported_by, id) WHERE imported_by IS NOT NULL;
CREATE INDEX lead_merged ON lead (merged_into) WHERE merged_into IS NOT NULL;
-- What a search looks in holds each word by itself now, beside the words with signs in them (lead/list/words.rs).
UPDATE lead SET folded = folded || ' ' || replace(replace(replace(replace(replace(replace(replace(replace(folded,
  '@', ' '), '.', ' '), '-', ' '), '_', ' '), '+', ' '), '/', ' '), '(', ' '), ')', ' ') WHERE folded <> '';

-- No list asks for the newest submission's tag: `lead_tag` knows those of all.
DROP INDEX lead_by_tag;

-- Each tag of each lead once, whichever submission has it; written by triggers (0004).
CREATE TABLE lead_tag (
  bot_id TEXT NOT NULL REFERENCES bot (id),
  tag TEXT NOT NULL,
  captured_at BIGINT NOT NULL,
  lead_id TEXT NOT NULL REFERENCES lead (id),
  PRIMARY KEY (bot_id, tag, captured_at, lead_id)
);
CREATE INDEX lead_tag_of ON lead_tag (lead_id);

-- How many leads there are of each kind, by slots that are added up, so that writers need not wait for each other;
-- written by triggers (0004).
CREATE TABLE lead_tally (
  bot_id TEXT NOT NULL REFERENCES bot (id),
  facet TEXT NOT NULL,
  value TEXT NOT NULL,
  slot BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (bot_id, facet, value, slot)
);

-- What was found about a lead beyond its row; none while nothing was.
CREATE TABLE lead_detail (
  lead_id TEXT PRIMARY KEY REFERENCES lead (id),
  -- Custom fields: key, label, value.
  fields TEXT NOT NULL,
  -- Signals, each with the message it came from.
  signals TEXT NOT NULL,
  -- What the score is made of, each with the message it came from.
  reasons TEXT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Two leads joined by a person, and what moved, so that it can be undone.
CREATE TABLE lead_merge (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  kept_id TEXT NOT NULL REFERENCES lead (id),
  merged_id TEXT NOT NULL REFERENCES lead (id),
  moved TEXT NOT NULL,
  member_id TEXT REFERENCES member (id),
  created_at BIGINT NOT NULL,
  undone_at BIGINT
);
CREATE INDEX lead_merge_kept ON lead_merge (kept_id, created_at);
CREATE INDEX lead_merge_merged ON lead_merge (merged_id);

-- A way of looking at the list that somebody keeps.
CREATE TABLE saved_view (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  member_id TEXT NOT NULL REFERENCES member (id),
  name TEXT NOT NULL,
  -- The filters and the order as they stand in the address.
  query TEXT NOT NULL,
  -- The whole team sees it.
  shared BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX saved_view_of ON saved_view (bot_id, created_at, id);

-- What an assistant showed in a conversation, as it was then.
CREATE TABLE discussed (
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  place BIGINT NOT NULL,
  title TEXT NOT NULL,
  price TEXT NOT NULL,
  note TEXT NOT NULL,
  image TEXT,
  url TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, place)
);

-- Where the visitor seems to be, by the owner's own GeoIP file; the address itself is not kept.
ALTER TABLE conversation ADD COLUMN place TEXT;

-- Work that a person started and watches: an import, many leads at once, a change of pipeline.
CREATE TABLE task (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  bot_id TEXT REFERENCES bot (id),
  member_id TEXT REFERENCES member (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  -- What the kind needs to know, as JSON.
  detail TEXT NOT NULL,
  words TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX task_of ON task (organisation_id, created_at, id);

-- A line of a file that is brought in.
CREATE TABLE import_row (
  task_id TEXT NOT NULL REFERENCES task (id),
  line BIGINT NOT NULL,
  cells TEXT NOT NULL,
  -- waiting, made, joined, skipped, refused, undone
  state TEXT NOT NULL,
  words TEXT,
  lead_id TEXT,
  -- What it changed, as JSON: what an undo reads.
  done TEXT,
  PRIMARY KEY (task_id, line)
);
CREATE INDEX import_row_of ON import_row (lead_id) WHERE lead_id IS NOT NULL;

-- Who did what, for the owner; no name, address or text of a visitor's ever stands here.
CREATE TABLE trail (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  bot_id TEXT REFERENCES bot (id),
  member_id TEXT REFERENCES member (id),
  what TEXT NOT NULL,
  -- The id of what it was done to.
  subject TEXT NOT NULL,
  -- Further facts as JSON: keys and counts.
  detail TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX trail_of ON trail (organisation_id, created_at, id);
CREATE INDEX trail_what ON trail (organisation_id, what, created_at, id);

-- What a member may do beside their role; none named: whatever the role may.
ALTER TABLE member ADD COLUMN modules TEXT;
-- Single letters do nothing for them.
ALTER TABLE member ADD COLUMN keys_off BOOLEAN NOT NULL DEFAULT FALSE;
-- The bots a member may see; none named: all of the organisation.
CREATE TABLE member_bot (
  member_id TEXT NOT NULL REFERENCES member (id),
  bot_id TEXT NOT NULL REFERENCES bot (id),
  PRIMARY KEY (member_id, bot_id)
);

-- Which lease ends next, however many jobs wait.
CREATE INDEX job_leased ON job (leased_until) WHERE leased_until IS NOT NULL;

-- Reports: conversations by when they began, and the messages that somebody rated.
CREATE INDEX conversation_begun ON conversation (bot_id, started_at);
CREATE INDEX message_rated ON message (created_at) WHERE helpful IS NOT NULL;

-- The person's data is gone from it: what stays are its channel, its times and its counts.
ALTER TABLE conversation ADD COLUMN erased_at BIGINT;
-- By which ways an erasure finds what belongs to a person.
CREATE INDEX contact_merged ON contact (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX contact_link_from ON contact_link (from_contact_id);
CREATE INDEX contact_link_by ON contact_link (identity_id);
CREATE INDEX lead_before ON lead (previous_lead_id) WHERE previous_lead_id IS NOT NULL;
CREATE INDEX rule_fired_in ON rule_fired (conversation_id);
CREATE INDEX inbound_in ON inbound (conversation_id) WHERE conversation_id IS NOT NULL;
