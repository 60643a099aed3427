CREATE VIRTUAL TABLE event_words USING fts5(
  summary, words,
  content = 'events', content_rowid = 'sequence', tokenize = 'unicode61 remove_diacritics 2', columnsize = 0
);
--> statement-breakpoint
INSERT INTO event_words (event_words, rank) VALUES ('automerge', 16);
--> statement-breakpoint
CREATE TRIGGER event_words_removed AFTER DELETE ON events BEGIN
  INSERT INTO event_words (event_words, rowid, summary, words)
    VALUES ('delete', old.sequence, old.summary, old.words);
END;
--> statement-breakpoint
CREATE TRIGGER event_words_changed AFTER UPDATE OF summary, words ON events BEGIN
  INSERT INTO event_words (event_words, rowid, summary, words)
    VALUES ('delete', old.sequence, old.summary, old.words);
  INSERT INTO event_words (rowid, summary, words) VALUES (new.sequence, new.summary, new.words);
END;
