import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CHAT_FAULTS, type ChatFault } from '#loopback';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = import.meta.dirname;
const person = z.string().regex(/^[a-z]+$/u);
const ms = z.number().positive();

/** When a step begins; without one of these, when everybody has finished speaking. */
const moment = {
  /** So long after the reply that comes next, or is heard now, began to be heard. */
  overReplyMs: ms.optional(),
  /** So long after the step before began. */
  afterStartMs: ms.optional(),
  /** So long after everybody has finished speaking. */
  afterSilenceMs: ms.optional(),
};

const says = z.strictObject({ who: person, says: z.string().min(1), ...moment });
const coughs = z.strictObject({ who: person, coughsMs: ms, ...moment });
const does = z.strictObject({ who: person, does: z.enum(['join', 'leave']), ...moment });
const command = z.strictObject({
  who: person,
  command: z.string(),
  text: z.string().optional(),
  /** What the answer to the command contains. */
  answer: z.string().optional(),
  ...moment,
});
const silence = z.strictObject({ silentMs: ms });
const bot = z.strictObject({
  bot: z.strictObject({
    /** Whose server it is about; the first person's when absent. */
    hears: person.optional(),
    outcome: z.enum(['done', 'interrupted', 'failed']).default('done'),
    /** Longest time from the end of the last speech to the reply. */
    withinMs: ms.optional(),
    /** What the model was told, in order: `who: words`. */
    told: z.array(z.string()).default([]),
    /** What the listener hears of the reply. */
    heardContains: z.array(z.string()).default([]),
    /** What the listener does not hear of the reply. */
    absent: z.array(z.string()).default([]),
  }),
});

const scenario = z.strictObject({
  title: z.string(),
  /** In the call when the bot comes; the first one asks it to. */
  people: z.array(person).min(1),
  /** In a call of another server. */
  elsewhere: z.array(person).default([]),
  /** What the model says to what it is told last; "Okay." to everything else. */
  replies: z
    .array(
      z.strictObject({
        to: z.string(),
        say: z.string().default(''),
        firstTokenMs: ms.optional(),
        fault: z
          .custom<ChatFault>((name) => typeof name === 'string' && Object.hasOwn(CHAT_FAULTS, name))
          .optional(),
      }),
    )
    .default([]),
  steps: z.array(z.union([says, coughs, does, command, silence, bot])).min(1),
  /** When all is over. */
  finally: z
    .strictObject({
      /** What the model was told at last, history included. */
      history: z.array(z.string()).default([]),
      historyWithout: z.array(z.string()).default([]),
      /** What stands in the call's text chat. */
      posted: z.array(z.string()).default([]),
      /** Who came and went, in order: `who came`, `who left`. */
      roster: z.array(z.string()).default([]),
      /** Who is never named in a request to the model about somebody else's call. */
      apart: z.boolean().default(false),
    })
    .default({ history: [], historyWithout: [], posted: [], roster: [], apart: false }),
});

/** A conversation as people live it; see README.md beside this file. */
export type Scenario = z.infer<typeof scenario>;
/** One thing that happens, or is expected to have happened. */
export type Step = Scenario['steps'][number];
/** A step in which somebody does something. */
export type ActionStep = Extract<Step, { who: string }>;
/** A turn of the bot as it is expected. */
export type BotStep = Extract<Step, { bot: unknown }>['bot'];

/** All scenarios of this folder, by file name. @throws ZodError for a file that is none. */
export function readScenarios(): readonly { readonly file: string; readonly scenario: Scenario }[] {
  return globSync(join(FOLDER, '*.yaml'))
    .toSorted()
    .map((path) => ({ file: basename(path), scenario: scenario.parse(parse(readFileSync(path, 'utf8'))) }));
}
