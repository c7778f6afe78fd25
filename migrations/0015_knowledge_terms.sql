-- Which way of making search terms made an entry's: what an older one made is made anew after the start (knowledge/index.rs).
ALTER TABLE knowledge_entry ADD COLUMN terms_by BIGINT NOT NULL DEFAULT 0;
