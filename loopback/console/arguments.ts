import { parseArgs } from 'node:util';
import { usage } from './words.ts';

/** How the loopback is started by a person. */
export interface ConsoleArguments {
  readonly port: number;
  readonly voicePort: number;
  readonly modelPort: number;
  readonly daveVersion: 0 | 1;
  readonly members: readonly string[];
  readonly token: string | undefined;
  /** Folder for WAV files of what the bot says. */
  readonly record: string | undefined;
  readonly withModel: boolean;
  readonly stay: boolean;
  readonly help: boolean;
}

/** What is printed for --help. */
export const CONSOLE_USAGE = `node loopback/main.ts [options]

A Discord of your own on this machine, with people in it whom you direct, and a scripted language model.

  --port <n>         REST and main gateway (a free one when left out)
  --voice-port <n>   voice gateway (a free one when left out)
  --model-port <n>   language model (a free one when left out)
  --dave <0|1>       1: calls are end-to-end encrypted as on Discord (default); 0: they are not
  --members <a,b>    people besides the owner (default: Ada,Ben); the first one is an administrator
  --token <text>     the bot's token (default: made up)
  --record <folder>  keep what the bot says as WAV files there
  --stay             go on after the end of the input, until Ctrl-C
  --no-model         start without the language model
`;

/** Reads the command line. @throws UserError LOOPBACK_USAGE. */
export function readArguments(words: readonly string[]): ConsoleArguments {
  const { values } = parse(words);
  const dave = values.dave ?? '1';
  if (dave !== '0' && dave !== '1') throw usage('--dave is 0 or 1.');
  const members = (values.members ?? 'Ada,Ben').split(',').filter((name) => name.trim() !== '');
  const wrong = members.find((name) => !/^[\p{L}\p{N}_-]+$/u.test(name));
  if (wrong !== undefined) throw usage(`--members: "${wrong}" is no name without spaces and signs.`);
  return {
    port: portOf('--port', values.port),
    voicePort: portOf('--voice-port', values['voice-port']),
    modelPort: portOf('--model-port', values['model-port']),
    daveVersion: dave === '0' ? 0 : 1,
    members,
    token: values.token,
    record: values.record,
    withModel: values['no-model'] !== true,
    stay: values.stay === true,
    help: values.help === true,
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...words],
      options: {
        port: text,
        'voice-port': text,
        'model-port': text,
        dave: text,
        members: text,
        token: text,
        record: text,
        'no-model': flag,
        stay: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function portOf(name: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw usage(`${name}: "${text}" is no port.`);
  return port;
}
