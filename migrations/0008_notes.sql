-- A note can be changed by who wrote it, and deleted. A deleted one is shown nowhere; it is kept for an hour, so that
-- "Undo" has something to bring back, and then it goes for good.
ALTER TABLE note ADD COLUMN edited_at BIGINT;
ALTER TABLE note ADD COLUMN deleted_at BIGINT;
CREATE INDEX note_deleted ON note (deleted_at) WHERE deleted_at IS NOT NULL;
