-- Full text over the knowledge. 'simple', because the program has stemmed the terms already.
CREATE INDEX knowledge_entry_terms ON knowledge_entry USING gin (to_tsvector('simple', terms));
