CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`event_type` text NOT NULL,
	`sequence` integer NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_attempt_at_ms` integer,
	`created_at_ms` integer NOT NULL,
	`attempted_at_ms` integer,
	`last_status` integer,
	`last_reason` text,
	`last_duration_ms` integer
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`next_attempt_at_ms`) WHERE next_attempt_at_ms IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `deliveries_by_webhook` ON `deliveries` (`webhook_id`,`sequence`);
--> statement-breakpoint
CREATE TABLE `delivery_cursor` (
	`id` integer PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `event_users` (
	`user_id` text NOT NULL,
	`sequence` integer NOT NULL,
	PRIMARY KEY(`user_id`, `sequence`),
	FOREIGN KEY (`sequence`) REFERENCES `events`(`sequence`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `event_users_by_event` ON `event_users` (`sequence`);
--> statement-breakpoint
CREATE TABLE `events` (
	`sequence` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`time_ms` integer NOT NULL,
	`severity` integer NOT NULL,
	`type` text NOT NULL,
	`code` text,
	`guild_id` text,
	`call_id` text,
	`turn_id` text,
	`duration_ms` integer,
	`summary` text NOT NULL,
	`body` text NOT NULL,
	`personal` text,
	`words` text
);
--> statement-breakpoint
CREATE INDEX `events_by_time` ON `events` (`time_ms`,`severity`);
--> statement-breakpoint
CREATE INDEX `events_with_words` ON `events` (`time_ms`) WHERE personal IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `events_by_type` ON `events` (`type`);
--> statement-breakpoint
CREATE INDEX `events_by_guild` ON `events` (`guild_id`);
--> statement-breakpoint
CREATE INDEX `events_by_code` ON `events` (`code`) WHERE code IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `events_by_call` ON `events` (`call_id`) WHERE call_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `events_by_turn` ON `events` (`turn_id`) WHERE turn_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX `events_that_matter` ON `events` (`sequence`,`severity`) WHERE severity >= 40;
--> statement-breakpoint
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
