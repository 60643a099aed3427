import { speakText } from '../speech.ts';
import type { CommandAnswer } from '../world/answer.ts';
import type { LoopbackMember } from '../world/member.ts';
import type { LoopbackMessage } from '../world/message.ts';
import { readTypedCommand } from './option-words.ts';
import { channelNamed, firstChannel, withNames, type Stage } from './stage.ts';
import { usage } from './words.ts';

/** What a member can be told to do. */
export interface MemberAction {
  readonly usage: string;
  readonly meaning: string;
  run(stage: Stage, member: LoopbackMember, words: readonly string[], signal: AbortSignal): Promise<void>;
}

const DEFAULT_HEAR_SECONDS = 30;

/** Actions of members by name. */
export const MEMBER_ACTIONS: Readonly<Record<string, MemberAction>> = {
  join: {
    usage: 'join [channel]',
    meaning: 'goes into a voice channel',
    async run(stage, member, [name]) {
      await member.join(
        name === undefined ? firstChannel(stage, 'voice') : channelNamed(stage, name, 'voice'),
      );
    },
  },
  leave: {
    usage: 'leave',
    meaning: 'leaves voice',
    run: (_stage, member) => member.leave(),
  },
  say: {
    usage: 'say <text>',
    meaning: 'says something into the voice channel',
    async run(stage, member, words, signal) {
      if (words.length === 0) throw usage(`${member.name} say what?`);
      const sound = await speakText(words.join(' '), { variant: variantOf(stage, member) });
      await play(stage, member, sound, signal);
    },
  },
  play: {
    usage: 'play <file.wav>',
    meaning: 'says a recording into the voice channel',
    async run(stage, member, [path], signal) {
      if (path === undefined) throw usage(`${member.name} play which file?`);
      await play(stage, member, path, signal);
    },
  },
  mute: {
    usage: 'mute',
    meaning: 'switches the own microphone off',
    async run(_stage, member) {
      member.setMute(true);
    },
  },
  unmute: {
    usage: 'unmute',
    meaning: 'switches the own microphone on',
    async run(_stage, member) {
      member.setMute(false);
    },
  },
  run: {
    usage: 'run <command> [key=value ...]',
    meaning: 'uses a slash command and shows the answer',
    async run(stage, member, words, signal) {
      const { name, options } = await readTypedCommand(stage, words);
      if (name === '') throw usage(`${member.name} run which command? "status" lists them.`);
      showAnswer(stage, member, await member.run(name, { options, signal }));
    },
  },
  complete: {
    usage: 'complete <command> key=value',
    meaning: "types into an option and shows the bot's proposals",
    async run(stage, member, words, signal) {
      const { name, options } = await readTypedCommand(stage, words);
      const [focused, value] = Object.entries(options).at(-1) ?? [];
      if (focused === undefined || (typeof value !== 'string' && typeof value !== 'number')) {
        throw usage('Give the option that is being typed: complete <command> key=value.');
      }
      const others = Object.fromEntries(Object.entries(options).filter(([key]) => key !== focused));
      const choices = await member.autocomplete(name, { focused, value, options: others, signal });
      stage.print(
        choices.length === 0 ? '  (no proposals)' : choices.map((one) => `  ${one.name}`).join('\n'),
      );
    },
  },
  press: {
    usage: 'press <custom id> [value ...]',
    meaning: "uses a button or a menu of the bot's last message that has one",
    async run(stage, member, [customId, ...values], signal) {
      if (customId === undefined) throw usage(`${member.name} press which button?`);
      const message = lastWithComponents(stage);
      const chosen = values.length === 0 ? {} : { values };
      showAnswer(stage, member, await member.press(message, customId, { ...chosen, signal }));
    },
  },
  fill: {
    usage: 'fill <field=text ...>',
    meaning: 'fills in the form that was opened last, and sends it',
    async run(stage, member, words, signal) {
      const opened = stage.openedForms.get(member.id);
      if (opened === undefined) throw usage('No form was opened.');
      const values = words.map((word) => [
        word.slice(0, word.indexOf('=')),
        word.slice(word.indexOf('=') + 1),
      ]);
      showAnswer(stage, member, await member.submit(opened, Object.fromEntries(values), { signal }));
      stage.openedForms.delete(member.id);
    },
  },
  write: {
    usage: 'write [#channel] <text>',
    meaning: 'posts a message',
    async run(stage, member, words) {
      const [first = '', ...rest] = words;
      const named = first.startsWith('#');
      const text = (named ? rest : words).join(' ');
      if (text === '') throw usage(`${member.name} write what?`);
      member.write(named ? channelNamed(stage, first) : firstChannel(stage, 'text'), text);
    },
  },
  hear: {
    usage: 'hear [seconds]',
    meaning: 'waits until the bot has said something',
    async run(stage, member, [seconds], signal) {
      const timeoutMs = 1000 * Number(seconds ?? DEFAULT_HEAR_SECONDS);
      if (!(timeoutMs > 0)) throw usage(`"${seconds}" is no number of seconds.`);
      const afterMs = stage.lastWordsAtMs.get(member.id) ?? performance.now();
      const botId = stage.world.botUser.id;
      const { startMs, endMs } = await stage
        .earsOf(member)
        .nextSegment(botId, { afterMs, timeoutMs, signal });
      stage.lastWordsAtMs.set(member.id, endMs);
      const lengthSeconds = ((endMs - startMs) / 1000).toFixed(1);
      const waitedMs = (startMs - afterMs).toFixed(0);
      stage.print(`  ${member.name} heard ${lengthSeconds} s, which began after ${waitedMs} ms`);
    },
  },
};

async function play(
  stage: Stage,
  member: LoopbackMember,
  sound: Float32Array | string,
  signal: AbortSignal,
): Promise<void> {
  const report = await member.speak(sound, { signal });
  stage.lastWordsAtMs.set(member.id, report.lastVoicedPacketAtMs);
  const seconds = ((report.lastVoicedPacketAtMs - report.firstPacketAtMs) / 1000).toFixed(1);
  const arrived = (report.outcomes.sent ?? 0) > 0 ? '' : '; the bot is not in the channel';
  stage.print(`  ${member.name} spoke for ${seconds} s${arrived}`);
}

/** Each member has a voice of their own. */
function variantOf(stage: Stage, member: LoopbackMember): string {
  const variants = ['f2', 'm3', 'f4', 'm1', 'f5', 'm7'];
  return variants[stage.guild.members.indexOf(member) % variants.length] ?? 'm1';
}

function lastWithComponents(stage: Stage): LoopbackMessage {
  const messages = stage.guild.channels.flatMap((channel) => channel.messages);
  const found = messages.findLast((message) => message.author.bot && message.components.length > 0);
  if (found === undefined) throw usage('The bot posted no message with buttons or menus.');
  return found;
}

function showAnswer(stage: Stage, member: LoopbackMember, answer: CommandAnswer): void {
  if (answer.modal !== undefined) stage.openedForms.set(member.id, answer);
  const marks = [answer.deferred ? 'deferred' : undefined, answer.ephemeral ? 'only you see it' : undefined];
  const how = [`${answer.firstResponseMs.toFixed(0)} ms`, ...marks.filter((mark) => mark !== undefined)];
  const text = answer.modal === undefined ? answer.text : `opens the form ${JSON.stringify(answer.modal)}`;
  stage.print(`  answer (${how.join(', ')}):`);
  for (const line of withNames(stage, text).split('\n')) stage.print(`  | ${line}`);
  for (const file of answer.attachments)
    stage.print(`  | [file ${file.name}, ${file.bytes.byteLength} bytes]`);
}
