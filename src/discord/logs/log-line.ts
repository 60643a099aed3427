import { escapeMarkdown } from 'discord.js';
import type { Severity } from '#core';
import { commonFactsOf, personalOf, type AichatEvent } from '#events';

const MARKS = {
  debug: '⚪',
  info: '🔵',
  warn: '🟡',
  error: '🔴',
  fatal: '⛔',
} as const satisfies Record<Severity, string>;
const MAX_SUMMARY_LENGTH = 110;
const MAX_WORDS_LENGTH = 70;

/** An event in one line of a message; what people said follows where it is there. */
export function logLine(event: AichatEvent): string {
  const { summary, code } = commonFactsOf(event);
  const seconds = Math.floor(Date.parse(event.time) / 1000);
  const said = Object.values(personalOf(event) ?? {}).join(' · ');
  const name = code === undefined ? event.type : `**${code}**`;
  const text =
    code !== undefined && summary.startsWith(`${code}: `) ? summary.slice(code.length + 2) : summary;
  const line = `${MARKS[event.severity]} <t:${seconds}:T> \`${event.sequence}\` ${name} ${plain(text, MAX_SUMMARY_LENGTH)}`;
  return said === '' ? line : `${line}\n> ${plain(said, MAX_WORDS_LENGTH)}`;
}

function plain(text: string, maxLength: number): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  return escapeMarkdown(line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line);
}
