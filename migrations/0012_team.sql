-- The team: who is asked to join, how each wants to be told, and the replies they keep ready.

-- Somebody is asked to join. The link is signed with the installation's key over the id and the time of the last sending, so
-- nothing that opens it is kept here. It works once, until it expires.
CREATE TABLE invitation (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  -- As of a member: a list of names; none: all that the role has.
  modules TEXT,
  -- The bots' ids as a list; none: all.
  bots TEXT,
  invited_by TEXT REFERENCES member (id),
  created_at BIGINT NOT NULL,
  renewed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  -- When a mail server took it, and what one said instead.
  mailed_at BIGINT,
  trouble TEXT,
  accepted_at BIGINT
);
CREATE INDEX invitation_of ON invitation (organisation_id, created_at, id);

-- They have chosen to be away.
ALTER TABLE member ADD COLUMN away BOOLEAN NOT NULL DEFAULT FALSE;
-- The colour behind their initials; none: one by their name.
ALTER TABLE member ADD COLUMN hue TEXT;
-- What they want to be told of, and how, as JSON; what is not in it is as everybody has it.
ALTER TABLE member ADD COLUMN wishes TEXT NOT NULL DEFAULT '{}';
-- When they last did something here, to some minutes.
ALTER TABLE member ADD COLUMN seen_at BIGINT;

-- A reply that is kept ready, for one bot or for all of the organisation.
CREATE TABLE canned (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  bot_id TEXT REFERENCES bot (id),
  shortcut TEXT NOT NULL,
  title TEXT NOT NULL,
  -- Texts by language, as JSON.
  texts TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX canned_shortcut ON canned (organisation_id, coalesce(bot_id, ''), shortcut);
