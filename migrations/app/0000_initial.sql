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
--> statement-breakpoint
CREATE TABLE `persona_choices` (
	`guild_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`persona_id` text NOT NULL,
	PRIMARY KEY(`guild_id`, `channel_id`)
);
--> statement-breakpoint
CREATE TABLE `personas` (
	`id` text PRIMARY KEY NOT NULL,
	`guild_id` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`card` text NOT NULL,
	`picture` blob,
	`created_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `personas_by_name` ON `personas` (`guild_id`,`name_key`);
