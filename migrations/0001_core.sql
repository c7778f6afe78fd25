-- The words of the product, as tables. Rules for this text: README.md.

CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  plan TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE member (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  theme TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);
CREATE INDEX member_of ON member (organisation_id, id);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  member_id TEXT NOT NULL REFERENCES member (id),
  csrf TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_of ON session (member_id);

-- What the installation itself keeps: the hash of the one-time set-up link, and the like.
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE bot (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX bot_of ON bot (organisation_id, id);

-- A provider's address that belongs to a bot: the number that text messages are sent to.
CREATE TABLE bot_address (
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (channel, address)
);
CREATE INDEX bot_address_of ON bot_address (bot_id, channel);

CREATE TABLE contact (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  name TEXT,
  email TEXT,
  phone TEXT,
  company TEXT,
  website TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  merged_into TEXT REFERENCES contact (id)
);
CREATE INDEX contact_of ON contact (bot_id, created_at, id);

-- How a contact is recognised. A claim groups; only what is verified may show anything.
CREATE TABLE identity (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contact (id),
  verified BOOLEAN NOT NULL,
  stopped_at BIGINT,
  created_at BIGINT NOT NULL,
  UNIQUE (bot_id, kind, value)
);
CREATE INDEX identity_of ON identity (contact_id);

-- Which identity moved to which contact, and why: what an unmerge reads.
CREATE TABLE contact_link (
  identity_id TEXT NOT NULL REFERENCES identity (id),
  from_contact_id TEXT NOT NULL REFERENCES contact (id),
  to_contact_id TEXT NOT NULL REFERENCES contact (id),
  basis TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX contact_link_of ON contact_link (to_contact_id, created_at);

CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  contact_id TEXT NOT NULL REFERENCES contact (id),
  -- Whose eyes may see it: the identity it is held under, whatever contact that is grouped with.
  identity_id TEXT NOT NULL REFERENCES identity (id),
  channel TEXT NOT NULL,
  status TEXT NOT NULL,
  agent_id TEXT REFERENCES member (id),
  last_seq BIGINT NOT NULL,
  answered_seq BIGINT NOT NULL,
  visitor_messages BIGINT NOT NULL,
  language TEXT,
  time_zone TEXT,
  page_url TEXT,
  page_title TEXT,
  referrer TEXT,
  seconds_on_page BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE INDEX conversation_under ON conversation (identity_id, started_at);
CREATE INDEX conversation_of ON conversation (contact_id, started_at);
CREATE INDEX conversation_newest ON conversation (bot_id, updated_at, id);

CREATE TABLE message (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  seq BIGINT NOT NULL,
  client_id TEXT,
  author TEXT NOT NULL,
  author_name TEXT,
  body TEXT NOT NULL,
  helpful BOOLEAN,
  created_at BIGINT NOT NULL,
  UNIQUE (conversation_id, seq),
  UNIQUE (conversation_id, client_id)
);

-- What a provider delivered, by its own id: a second delivery finds itself here.
CREATE TABLE inbound (
  channel TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  conversation_id TEXT REFERENCES conversation (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (channel, provider_id)
);

-- A message on its way out through a provider, part by part.
CREATE TABLE delivery (
  id TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  message_id TEXT NOT NULL REFERENCES message (id),
  part BIGINT NOT NULL,
  text TEXT NOT NULL,
  segments BIGINT NOT NULL,
  state TEXT NOT NULL,
  provider_id TEXT,
  error TEXT,
  tried_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (message_id, part)
);
CREATE INDEX delivery_of ON delivery (conversation_id, created_at);
CREATE INDEX delivery_named ON delivery (provider_id);

CREATE TABLE tag (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  key TEXT NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL,
  hue TEXT NOT NULL,
  icon TEXT NOT NULL,
  examples TEXT NOT NULL,
  recipients TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  UNIQUE (bot_id, key)
);

CREATE TABLE form (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  -- The tag it belongs to; '' is the bot's default form.
  tag TEXT NOT NULL,
  definition TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (bot_id, tag)
);

-- A form being filled: it keeps the definition it began with, so that a change meanwhile confuses nobody.
CREATE TABLE form_session (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  identity_id TEXT NOT NULL REFERENCES identity (id),
  form_id TEXT NOT NULL REFERENCES form (id),
  tag TEXT NOT NULL,
  cause TEXT NOT NULL,
  definition TEXT NOT NULL,
  state TEXT NOT NULL,
  answers TEXT NOT NULL,
  last_field TEXT,
  shown_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX form_session_in ON form_session (conversation_id, shown_at);
CREATE INDEX form_session_of ON form_session (form_id, shown_at);
CREATE INDEX form_session_by ON form_session (identity_id, shown_at);

CREATE TABLE lead (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  contact_id TEXT NOT NULL REFERENCES contact (id),
  -- One lead of a contact is the current one; an older one keeps its rows.
  is_current BOOLEAN NOT NULL,
  previous_lead_id TEXT REFERENCES lead (id),
  tag TEXT NOT NULL,
  status TEXT NOT NULL,
  category TEXT NOT NULL,
  score BIGINT,
  temperature TEXT,
  origin TEXT NOT NULL,
  first_channel TEXT NOT NULL,
  last_channel TEXT NOT NULL,
  intent TEXT,
  summary TEXT,
  submissions BIGINT NOT NULL,
  is_new BOOLEAN NOT NULL,
  order_number TEXT,
  -- Name, e-mail, phone, company and order number, folded: what a search looks in.
  folded TEXT NOT NULL,
  captured_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  erased_at BIGINT
);
CREATE UNIQUE INDEX lead_current ON lead (contact_id) WHERE is_current;
CREATE INDEX lead_newest ON lead (bot_id, captured_at, id);
CREATE INDEX lead_by_status ON lead (bot_id, status, captured_at, id);
CREATE INDEX lead_by_tag ON lead (bot_id, tag, captured_at, id);

CREATE TABLE submission (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  lead_id TEXT NOT NULL REFERENCES lead (id),
  conversation_id TEXT REFERENCES conversation (id),
  form_session_id TEXT UNIQUE REFERENCES form_session (id),
  number BIGINT NOT NULL,
  tag TEXT NOT NULL,
  origin TEXT NOT NULL,
  channel TEXT NOT NULL,
  answers TEXT NOT NULL,
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  edited_at BIGINT
);
CREATE UNIQUE INDEX submission_of ON submission (lead_id, number);
CREATE INDEX submission_tagged ON submission (bot_id, tag, lead_id);
CREATE INDEX submission_in ON submission (conversation_id);

-- The lead's history: who, when, from, to, why.
CREATE TABLE lead_change (
  id TEXT PRIMARY KEY,
  lead_id TEXT NOT NULL REFERENCES lead (id),
  kind TEXT NOT NULL,
  was TEXT,
  became TEXT,
  reason TEXT,
  member_id TEXT REFERENCES member (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX lead_change_of ON lead_change (lead_id, created_at, id);

CREATE TABLE note (
  id TEXT PRIMARY KEY,
  lead_id TEXT NOT NULL REFERENCES lead (id),
  member_id TEXT NOT NULL REFERENCES member (id),
  text TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX note_of ON note (lead_id, created_at, id);

CREATE TABLE notification (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  lead_id TEXT NOT NULL REFERENCES lead (id),
  submission_id TEXT NOT NULL REFERENCES submission (id),
  recipients TEXT NOT NULL,
  -- Those of them whose server has it.
  accepted TEXT NOT NULL,
  message_id TEXT NOT NULL,
  thread TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  words TEXT,
  created_at BIGINT NOT NULL,
  sent_at BIGINT
);
CREATE INDEX notification_of ON notification (lead_id, created_at, id);
CREATE INDEX notification_for ON notification (submission_id);

CREATE TABLE rule (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  rule TEXT NOT NULL,
  position BIGINT NOT NULL
);
CREATE INDEX rule_of ON rule (bot_id, position);

CREATE TABLE rule_fired (
  rule_id TEXT NOT NULL REFERENCES rule (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  identity_id TEXT NOT NULL REFERENCES identity (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (rule_id, conversation_id)
);
CREATE INDEX rule_fired_for ON rule_fired (identity_id);

CREATE TABLE knowledge_entry (
  id TEXT PRIMARY KEY,
  bot_id TEXT NOT NULL REFERENCES bot (id),
  title TEXT NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  url TEXT,
  -- Title, question and answer as search terms: folded and stemmed.
  terms TEXT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX knowledge_entry_of ON knowledge_entry (bot_id, id);

-- The outbox: what must be done, written with the change that asks for it.
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  -- Jobs of one lane run one after the other, in order.
  lane TEXT NOT NULL,
  work TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  leased_until BIGINT,
  last_error TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX job_due ON job (state, run_at, id);
CREATE INDEX job_lane ON job (lane, id);
