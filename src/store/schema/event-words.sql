CREATE VIRTUAL TABLE event_words USING fts5(
  summary, personal,
  content = 'events', content_rowid = 'sequence', tokenize = 'unicode61 remove_diacritics 2'
);
--> statement-breakpoint
CREATE TRIGGER event_words_added AFTER INSERT ON events BEGIN
  INSERT INTO event_words (rowid, summary, personal) VALUES (new.sequence, new.summary, new.personal);
END;
--> statement-breakpoint
CREATE TRIGGER event_words_removed AFTER DELETE ON events BEGIN
  INSERT INTO event_words (event_words, rowid, summary, personal)
    VALUES ('delete', old.sequence, old.summary, old.personal);
END;
--> statement-breakpoint
CREATE TRIGGER event_words_changed AFTER UPDATE OF summary, personal ON events BEGIN
  INSERT INTO event_words (event_words, rowid, summary, personal)
    VALUES ('delete', old.sequence, old.summary, old.personal);
  INSERT INTO event_words (rowid, summary, personal) VALUES (new.sequence, new.summary, new.personal);
END;
