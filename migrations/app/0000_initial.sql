CREATE TABLE `command_roles` (
	`guild_id` text NOT NULL,
	`path` text NOT NULL,
	`role_id` text NOT NULL,
	PRIMARY KEY(`guild_id`, `path`, `role_id`)
);
--> statement-breakpoint
CREATE TABLE `database_notes` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at_ms` integer NOT NULL
);
