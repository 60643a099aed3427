import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoopbackDiscord } from '../start.ts';
import { runConsole } from './console.ts';
import { readArguments } from './arguments.ts';
import { withNames, type Stage } from './stage.ts';

let stage: Stage;
let lines: string[];

async function type(...typed: readonly string[]): Promise<readonly string[]> {
  lines.length = 0;
  await runConsole(stage, Readable.from(`${typed.join('\n')}\n`), AbortSignal.timeout(20_000));
  return lines;
}

beforeEach(async () => {
  const world = await startLoopbackDiscord();
  const guild = world.createGuild({ name: 'Harbour' });
  guild.createTextChannel('general');
  guild.createVoiceChannel('Lounge');
  guild.createMember('Ada');
  lines = [];
  stage = {
    world,
    guild,
    chat: undefined,
    lastWordsAtMs: new Map(),
    openedForms: new Map(),
    earsOf: (member) => member.listen(),
    print: (line) => lines.push(line),
  };
});

afterEach(async () => {
  await stage.world.close();
});

describe('the console', () => {
  it('moves members and lets them write', async () => {
    await type('ada join lounge', 'ada write "good  day"', 'ada write #general again');
    expect(stage.guild.members.find(({ name }) => name === 'Ada')?.voiceChannel?.name).toBe('Lounge');
    expect(stage.guild.channels[0]?.messages.map(({ content }) => content)).toEqual(['good  day', 'again']);
  });

  it('says in plain words what cannot be, and goes on', async () => {
    expect(
      await type(
        'zed join',
        'ada dance',
        'ada join Cellar',
        'ada say',
        'faults use nope',
        'model reply hi',
        '"',
      ),
    ).toEqual([
      '! There is nobody named "zed". There are: Owner, Ada.',
      expect.stringMatching(/^! Ada cannot "dance"; members can: join, /),
      '! There is no channel "Cellar". There are: Lounge.',
      '! Ada say what?',
      '! There is no fault "nope"; "faults" lists them.',
      '! There is no language model here: it was started with --no-model.',
      '! A quote (") is not closed.',
    ]);
  });

  it('names the code of what went wrong with the bot', async () => {
    expect(await type('ada run join')).toEqual([
      '! LOOPBACK_COMMAND_UNKNOWN: There is no command /join; the bot registered: none.',
    ]);
  });

  it('lets a line that ends with & not hold up the next', async () => {
    expect(await type('wait 0.5 &', 'faults use rest-500', 'faults clear')).toEqual([
      '  armed: A REST request is answered 500.',
    ]);
    expect(stage.world.faults.armed()).toEqual([]);
  });

  it('stops at quit', async () => {
    await type('quit', 'ada join');
    expect(stage.guild.members.every(({ voiceChannel }) => voiceChannel === undefined)).toBe(true);
  });

  it('puts names in the place of mentions', () => {
    const channel = stage.guild.channels[0];
    expect(withNames(stage, `<#${channel?.id}> <@${stage.guild.owner.id}> <#1>`)).toBe(
      '#general @Owner <#1>',
    );
  });
});

describe('readArguments', () => {
  it('has a default for everything', () => {
    expect(readArguments([])).toEqual({
      port: 0,
      voicePort: 0,
      modelPort: 0,
      daveVersion: 1,
      members: ['Ada', 'Ben'],
      token: undefined,
      record: undefined,
      withModel: true,
      stay: false,
      help: false,
    });
  });

  it.each([
    [['--dave', '3'], '--dave is 0 or 1.'],
    [['--port', 'x'], '--port: "x" is no port.'],
    [['--members', 'Ada Lovelace'], 'is no name'],
    [['--nope'], "Unknown option '--nope'"],
  ])('refuses %j', (words, message) => {
    expect(() => readArguments(words)).toThrow(message);
  });
});
