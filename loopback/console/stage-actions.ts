import { sleep } from '#core';
import { CHAT_FAULTS, isChatFault } from '../llm/index.ts';
import { describeVoiceFaults, isVoiceFaultName, parseVoiceFault, VOICE_FAULTS } from '../voice/index.ts';
import { isWorldFaultName, WORLD_FAULTS } from '../world/faults.ts';
import { MEMBER_ACTIONS } from './member-actions.ts';
import { channelNamed, type Stage } from './stage.ts';
import { usage } from './words.ts';

/** What the world can be told to do. */
export interface StageAction {
  readonly usage: string;
  readonly meaning: string;
  run(stage: Stage, words: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Actions of the world by name. */
export const STAGE_ACTIONS: Readonly<Record<string, StageAction>> = {
  help: {
    usage: 'help',
    meaning: 'shows this list',
    async run(stage) {
      const rows = [
        ...Object.values(STAGE_ACTIONS).map((action) => [action.usage, action.meaning]),
        ...Object.values(MEMBER_ACTIONS).map((action) => [`<member> ${action.usage}`, action.meaning]),
        ['quit', 'ends everything (Ctrl-C does too)'],
      ];
      for (const [left = '', right = ''] of rows) stage.print(`  ${left.padEnd(44)} ${right}`);
      stage.print('  A line that ends with & does not hold up the next one.');
    },
  },
  status: {
    usage: 'status',
    meaning: 'shows the bot, its commands, and who is where',
    async run(stage) {
      showStatus(stage);
    },
  },
  wait: {
    usage: 'wait <seconds>',
    meaning: 'lets time pass, for scripts',
    async run(_stage, [seconds], signal) {
      const waitMs = Number(seconds) * 1000;
      if (!(waitMs >= 0)) throw usage(`"${seconds ?? ''}" is no number of seconds.`);
      await sleep(waitMs, signal);
    },
  },
  member: {
    usage: 'member <name> [admin]',
    meaning: 'adds somebody',
    async run(stage, [name, admin]) {
      if (name === undefined) throw usage('Who? member <name>');
      stage.guild.createMember(name, { administrator: admin === 'admin' });
    },
  },
  bot: {
    usage: 'bot disconnect | move <channel> | drop',
    meaning: 'puts the bot out, moves it, or cuts its connection',
    run: async (stage, words) => moveBot(stage, words),
  },
  faults: {
    usage: 'faults [use <name> [key=value ...] | clear]',
    meaning: 'lists what can go wrong, makes it go wrong, ends that',
    run: async (stage, words) => handleFaults(stage, words),
  },
  model: {
    usage: 'model reply <text> | fail <fault>',
    meaning: "decides the language model's next reply",
    run: async (stage, words) => directModel(stage, words),
  },
};

function showStatus(stage: Stage): void {
  const { world, guild } = stage;
  const room = guild.voiceRoom;
  stage.print(`  bot: ${world.botOnline ? 'online' : 'offline'}, ${world.loginCount} login(s)`);
  stage.print(`  commands: ${world.commands.map(({ name }) => `/${name}`).join(', ') || 'none'}`);
  for (const channel of guild.channels.filter(({ kind }) => kind === 'voice')) {
    const names = guild.membersIn(channel.id).map((member) => member.name);
    stage.print(`  ${channel.name}: ${names.join(', ') || 'empty'}`);
  }
  if (room !== undefined) {
    const encryption =
      room.dave.version === 0 ? 'no end-to-end encryption' : `DAVE, epoch ${room.dave.epoch}`;
    stage.print(`  call: ${room.client.status}, ${room.client.mode ?? 'no cipher yet'}, ${encryption}`);
  }
  for (const { method, path } of world.unhandledRequests) stage.print(`  unknown request: ${method} ${path}`);
}

function moveBot(stage: Stage, [what, name]: readonly string[]): void {
  if (what === 'disconnect') stage.guild.disconnectBot();
  else if (what === 'move' && name !== undefined) stage.guild.moveBot(channelNamed(stage, name, 'voice'));
  else if (what === 'drop') stage.world.dropGateway();
  else throw usage('bot disconnect, bot move <channel>, or bot drop');
}

function handleFaults(stage: Stage, [what, name, ...rest]: readonly string[]): void {
  const room = stage.guild.voiceRoom;
  if (what === undefined || what === 'list') {
    for (const [fault, { description }] of Object.entries(WORLD_FAULTS)) {
      stage.print(`  ${fault.padEnd(32)} ${description}`);
    }
    for (const line of describeVoiceFaults()) stage.print(`  ${line}`);
    return;
  }
  if (what === 'clear') {
    stage.world.faults.clear();
    room?.faults.clear();
    return;
  }
  if (what !== 'use' || name === undefined) throw usage('faults, faults use <name>, or faults clear');
  if (isWorldFaultName(name)) {
    const told = Object.fromEntries(rest.map((word) => word.split('=') as [string, string]));
    stage.world.faults.use(name, {
      ...('times' in told ? { times: Number(told['times']) } : {}),
      ...('delayMs' in told ? { delayMs: Number(told['delayMs']) } : {}),
    });
    stage.print(`  armed: ${WORLD_FAULTS[name].description}`);
    return;
  }
  if (!isVoiceFaultName(name.split(':')[0] ?? ''))
    throw usage(`There is no fault "${name}"; "faults" lists them.`);
  if (room === undefined) throw usage(`The fault ${name} needs the bot in a voice channel.`);
  const fault = parseVoiceFault([name, ...rest].join(' '));
  room.faults.use(fault);
  stage.print(`  ${VOICE_FAULTS[fault.name].meaning}`);
}

function directModel(stage: Stage, [what, ...words]: readonly string[]): void {
  const { chat } = stage;
  if (chat === undefined) throw usage('There is no language model here: it was started with --no-model.');
  const text = words.join(' ');
  if (what === 'reply' && text !== '') chat.replyNext(text);
  else if (what === 'fail' && isChatFault(text)) chat.fail(text);
  else throw usage(`model reply <text>, or model fail with one of: ${Object.keys(CHAT_FAULTS).join(', ')}`);
}
