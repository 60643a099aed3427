import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { readDiscordMarkup } from './discord-markup.ts';

test.each([
  ['<@123> <@!123> <@&9> <#5>', '   '],
  ['<:wave:12><a:dance_1:34>', ''],
  ['use </play song:99>', 'use play song'],
  ['@everyone and @here', 'everyone and here'],
  ['see <id:customize>', 'see '],
  ['at 12:30:45 or a:b:c', 'at 12:30:45 or a:b:c'],
])("Discord's ids go when they have no name: %j becomes %j", (written, expected) => {
  expect(applyStep(readDiscordMarkup, written)).toBe(expected);
});

test.each([
  ['<@123> <@!123> <@124>', 'Ann Ann '],
  ['<@&9> in <#5>', 'Guides in off topic'],
])('mentions are spoken by name: %j becomes %j', (written, expected) => {
  expect(
    applyStep(readDiscordMarkup, written, 'en', {
      names: {
        users: new Map([['123', 'Ann']]),
        roles: new Map([['9', 'Guides']]),
        channels: new Map([['5', 'off-topic']]),
      },
    }),
  ).toBe(expected);
});

test.each([
  ['<t:1700000000:t>', '23:13'],
  ['<t:1700000000:D>', '14 November 2023'],
  ['<t:1700000000>', '14 November 2023 at 23:13'],
  ['<t:1700000000:F>', 'Tuesday, 14 November 2023 at 23:13'],
  ['<t:1700000000:R>', '14 November 2023 at 23:13'],
  ['<t:9999999999999>', ''],
])('times are spoken in the time zone: %j becomes %j', (written, expected) => {
  expect(applyStep(readDiscordMarkup, written, 'en_GB', { timeZone: 'Europe/Berlin' })).toBe(expected);
});

test.each([
  ['<t:1700000030:R>', 'in 30 Sekunden'],
  ['<t:1699992800:R>', 'vor 2 Stunden'],
  ['<t:1700086400:R>', 'morgen'],
])('times are spoken relative to now: %j becomes %j', (written, expected) => {
  expect(applyStep(readDiscordMarkup, written, 'de', { nowMs: () => 1_700_000_000_000 })).toBe(expected);
});
