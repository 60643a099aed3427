import type { z } from 'zod';
import type { LoreBook } from '../lore/lore-book.ts';
import { CARD_LIMITS } from './card-limits.ts';
import { cardError, shown, tooLarge } from './card-error.ts';
import { cardDataSchema } from './card-schema.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { SETTINGS_KEY, type PersonaSettings } from './persona-settings.ts';

/** A card as it is written in a file: `{ spec, spec_version, data }`, with whatever else is there. */
export interface CardDocument extends JsonObject {
  readonly spec: 'chara_card_v2' | 'chara_card_v3';
  readonly spec_version: string;
  readonly data: JsonObject;
}

/** What a card says, read for use. */
export interface CardFields {
  readonly name: string;
  /** Stands for `{{char}}` instead of the name; may be empty, as all texts may. */
  readonly nickname: string;
  readonly description: string;
  readonly personality: string;
  readonly scenario: string;
  readonly firstMessage: string;
  readonly exampleMessages: string;
  /** Never for the model: what its author wants people to know. */
  readonly creatorNotes: string;
  readonly systemPrompt: string;
  readonly postHistoryInstructions: string;
  readonly alternateGreetings: readonly string[];
  readonly groupGreetings: readonly string[];
  readonly tags: readonly string[];
  readonly creator: string;
  readonly characterVersion: string;
  readonly book: LoreBook | undefined;
  /** Where the picture is said to be, if the card names one. */
  readonly iconUri: string | undefined;
  readonly assetCount: number;
  readonly settings: PersonaSettings;
}

/** A character card: what came, whole, and what is read of it. */
export interface Card {
  readonly document: CardDocument;
  readonly fields: CardFields;
}

/** What a V1 card is known by. */
const V1_KEYS = ['description', 'personality', 'scenario', 'first_mes', 'mes_example'] as const;

/**
 * Reads a card of any version; a V1 card becomes a V2 card of the same meaning.
 *
 * @throws UserError `CARD_UNKNOWN_FORMAT`, `CARD_INVALID` with the field, `CARD_TOO_LARGE`.
 */
export function toCard(json: JsonObject): Card {
  const document = toDocument(json);
  assertFewItems(document.data);
  const parsed = cardDataSchema.safeParse(document.data);
  if (!parsed.success) throw invalidField(parsed.error);
  const data = parsed.data;
  return {
    document,
    fields: {
      name: data.name,
      nickname: data.nickname,
      description: data.description,
      personality: data.personality,
      scenario: data.scenario,
      firstMessage: data.first_mes,
      exampleMessages: data.mes_example,
      creatorNotes: data.creator_notes,
      systemPrompt: data.system_prompt,
      postHistoryInstructions: data.post_history_instructions,
      alternateGreetings: data.alternate_greetings,
      groupGreetings: data.group_only_greetings,
      tags: data.tags,
      creator: data.creator,
      characterVersion: data.character_version,
      book: data.character_book ?? undefined,
      iconUri: mainIcon(data.assets),
      assetCount: data.assets?.length ?? 0,
      settings: data.extensions[SETTINGS_KEY] ?? {},
    },
  };
}

function toDocument(json: JsonObject): CardDocument {
  const { spec, spec_version: version, data } = json;
  if (spec === undefined || spec === null) return fromV1(json);
  if (spec !== 'chara_card_v2' && spec !== 'chara_card_v3') {
    const name = typeof spec === 'string' ? shown(spec) : 'something else';
    throw cardError('CARD_UNKNOWN_FORMAT', `The file says that it is ${name}, which is no character card.`);
  }
  if (!isJsonObject(data)) throw cardError('CARD_INVALID', 'The card has no data.');
  const known = typeof version === 'string' ? version : spec === 'chara_card_v3' ? '3.0' : '2.0';
  return { ...json, spec, spec_version: known, data };
}

function fromV1(json: JsonObject): CardDocument {
  if (typeof json['name'] !== 'string' || !V1_KEYS.some((key) => typeof json[key] === 'string')) {
    throw cardError(
      'CARD_UNKNOWN_FORMAT',
      'The JSON has neither what a character card has, nor says that it is one.',
    );
  }
  const { name, ...others } = json;
  const isV1 = ([key]: readonly [string, unknown]): boolean => (V1_KEYS as readonly string[]).includes(key);
  const own = Object.fromEntries(Object.entries(others).filter(isV1));
  const rest = Object.fromEntries(Object.entries(others).filter((entry) => !isV1(entry)));
  return {
    ...rest,
    spec: 'chara_card_v2',
    spec_version: '2.0',
    data: {
      name,
      ...Object.fromEntries(V1_KEYS.map((key) => [key, ''])),
      ...own,
      creator_notes: '',
      system_prompt: '',
      post_history_instructions: '',
      alternate_greetings: [],
      tags: [],
      creator: '',
      character_version: '',
      extensions: {},
    },
  };
}

function mainIcon(assets: z.output<typeof cardDataSchema>['assets']): string | undefined {
  const icons = (assets ?? []).filter(({ type }) => type === 'icon');
  return (icons.find(({ name }) => name === 'main') ?? icons[0])?.uri;
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** Looked at before the fields are, which takes a while for each item of a list. */
function assertFewItems(data: JsonObject): void {
  const { maxGreetings, maxTags, maxAssets, maxLoreEntries, maxLoreKeys } = CARD_LIMITS;
  const limits = {
    alternate_greetings: maxGreetings,
    group_only_greetings: maxGreetings,
    tags: maxTags,
    assets: maxAssets,
  };
  for (const [key, limit] of Object.entries(limits)) {
    if (lengthOf(data[key]) > limit) throw tooLarge(`The list ${key} is too long`, String(limit));
  }
  const book = data['character_book'];
  const entries: unknown = isJsonObject(book) ? book['entries'] : undefined;
  if (!Array.isArray(entries)) return;
  if (entries.length > maxLoreEntries) {
    throw tooLarge(`The lorebook has ${entries.length} entries`, String(maxLoreEntries));
  }
  const keys = entries
    .filter(isJsonObject)
    .reduce((sum, entry) => sum + lengthOf(entry['keys']) + lengthOf(entry['secondary_keys']), 0);
  if (keys > maxLoreKeys) throw tooLarge(`The lorebook has ${keys} keys`, String(maxLoreKeys));
}

function invalidField(error: z.ZodError): Error {
  const issue = error.issues[0];
  const path = issue?.path.join('.').slice(0, 100) ?? '';
  const isSize = issue?.code === 'too_big' && issue.origin === 'string';
  return cardError(
    isSize ? 'CARD_TOO_LARGE' : 'CARD_INVALID',
    `The card cannot be used: ${path === '' ? 'its data' : path} is not right (${issue?.message.slice(0, 200) ?? 'unknown'}).`,
    { field: path },
  );
}
