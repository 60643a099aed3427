CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`secret_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`last_used_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `command_roles` (
	`guild_id` text NOT NULL,
	`path` text NOT NULL,
	`role_id` text NOT NULL,
	PRIMARY KEY(`guild_id`, `path`, `role_id`)
);
--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`guild_id` text NOT NULL,
	`channel_id` text NOT NULL,
	`summary` text,
	`summary_user_ids` text,
	`last_exchange` integer NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_by_channel` ON `conversations` (`guild_id`,`channel_id`);
--> statement-breakpoint
CREATE TABLE `database_notes` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `guild_settings` (
	`guild_id` text NOT NULL,
	`name` text NOT NULL,
	`value` text NOT NULL,
	`user_id` text NOT NULL,
	`updated_at_ms` integer NOT NULL,
	PRIMARY KEY(`guild_id`, `name`)
);
--> statement-breakpoint
CREATE TABLE `model_usage` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`started_at_ms` integer NOT NULL,
	`day` text NOT NULL,
	`guild_id` text,
	`user_id` text,
	`purpose` text NOT NULL,
	`alias` text NOT NULL,
	`provider` text NOT NULL,
	`model_id` text NOT NULL,
	`prompt_tokens` integer DEFAULT 0 NOT NULL,
	`completion_tokens` integer DEFAULT 0 NOT NULL,
	`cost_nano_usd` integer NOT NULL,
	`is_estimated` integer DEFAULT true NOT NULL,
	`cost_source` text NOT NULL,
	`outcome` text NOT NULL,
	`served_by` text
);
--> statement-breakpoint
CREATE INDEX `model_usage_by_day` ON `model_usage` (`day`);
--> statement-breakpoint
CREATE INDEX `model_usage_by_guild` ON `model_usage` (`guild_id`,`day`);
--> statement-breakpoint
CREATE INDEX `model_usage_by_user` ON `model_usage` (`user_id`,`day`);
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
--> statement-breakpoint
CREATE TABLE `remarks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`conversation_id` integer NOT NULL,
	`exchange` integer NOT NULL,
	`user_id` text,
	`name` text NOT NULL,
	`text` text NOT NULL,
	`is_uncertain` integer NOT NULL,
	`is_written` integer NOT NULL,
	`is_interrupted` integer NOT NULL,
	`said_at_ms` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `remarks_by_exchange` ON `remarks` (`conversation_id`,`exchange`);
--> statement-breakpoint
CREATE INDEX `remarks_by_user` ON `remarks` (`user_id`);
--> statement-breakpoint
CREATE INDEX `remarks_by_time` ON `remarks` (`said_at_ms`);
--> statement-breakpoint
CREATE TABLE `server_models` (
	`guild_id` text PRIMARY KEY NOT NULL,
	`alias` text NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `turn_latencies` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`guild_id` text NOT NULL,
	`ended_at_ms` integer NOT NULL,
	`voice_to_voice_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `turn_latencies_by_guild` ON `turn_latencies` (`guild_id`,`ended_at_ms`);
--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`description` text NOT NULL,
	`types` text NOT NULL,
	`severity` text,
	`guild_id` text,
	`includes_personal` integer NOT NULL,
	`secret` text NOT NULL,
	`previous_secret` text,
	`previous_secret_until_ms` integer,
	`disabled_reason` text,
	`created_at_ms` integer NOT NULL
);
