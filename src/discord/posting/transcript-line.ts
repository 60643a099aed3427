import { escapeMarkdown } from 'discord.js';

/** What somebody said, as a channel shows it. */
export const transcriptLine = (name: string, text: string): string => `**${escapeMarkdown(name)}**: ${text}`;
