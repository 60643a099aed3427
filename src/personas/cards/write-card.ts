import { stripDecorators } from '../lore/decorators.ts';
import { CARD_LIMITS } from './card-limits.ts';
import type { Card, CardDocument } from './card.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { readPngChunks, writePngChunks } from './png-chunks.ts';
import { withoutTexts, withTexts } from './png-text.ts';

/** Versions of the card format that are written. */
export type CardVersion = 'v2' | 'v3';

/** What every V2 card has. */
const V2_DEFAULTS: JsonObject = {
  name: '',
  description: '',
  personality: '',
  scenario: '',
  first_mes: '',
  mes_example: '',
  creator_notes: '',
  system_prompt: '',
  post_history_instructions: '',
  alternate_greetings: [],
  tags: [],
  creator: '',
  character_version: '',
  extensions: {},
};

const BACKFILL_WARNING =
  'This is a Character Card V3 that is read as a V2 card here. A program that knows V3 shows all of it.';

/** The card as a document of `version`. What the version does not know is kept as it is. */
export function cardDocument({ document }: Card, version: CardVersion): CardDocument {
  return version === 'v3' ? asV3(document) : asV2(document);
}

/** The text of a card file: for the eye, unless that would make it too long to be read again. */
export function cardJson(card: Card, version: CardVersion): string {
  const document = cardDocument(card, version);
  const text = JSON.stringify(document, undefined, 2);
  return Buffer.byteLength(text) <= CARD_LIMITS.maxJsonBytes ? text : JSON.stringify(document);
}

/**
 * Puts the card into a PNG picture: a V3 card under `ccv3`, with a V2 card under `chara` for programs that
 * know no other; a V2 card under `chara` alone.
 *
 * @throws UserError `CARD_DAMAGED` when `picture` is no proper PNG file.
 */
export function cardPng(card: Card, version: CardVersion, picture: Uint8Array): Uint8Array {
  const chunks = withoutTexts(readPngChunks(picture));
  const v2 = asV2(card.document);
  const chara = version === 'v2' ? v2 : { ...v2, data: withWarning(v2.data) };
  return writePngChunks(
    withTexts(chunks, [
      { keyword: 'chara', text: toBase64(chara) },
      ...(version === 'v3' ? [{ keyword: 'ccv3', text: toBase64(asV3(card.document)) }] : []),
    ]),
  );
}

const toBase64 = (document: CardDocument): string => Buffer.from(JSON.stringify(document)).toString('base64');

function withWarning(data: JsonObject): JsonObject {
  const notes = data['creator_notes'];
  return {
    ...data,
    creator_notes:
      typeof notes === 'string' && notes !== '' ? `${BACKFILL_WARNING}\n\n${notes}` : BACKFILL_WARNING,
  };
}

function asV3(document: CardDocument): CardDocument {
  const data = filled(document.data, { ...V2_DEFAULTS, group_only_greetings: [] });
  return {
    ...document,
    spec: 'chara_card_v3',
    spec_version: document.spec === 'chara_card_v3' ? document.spec_version : '3.0',
    data: withEntries(data, (entry) => filled(entry, { use_regex: false })),
  };
}

function asV2(document: CardDocument): CardDocument {
  if (document.spec === 'chara_card_v2') return document;
  const data = filled(document.data, V2_DEFAULTS);
  return {
    ...document,
    spec: 'chara_card_v2',
    spec_version: '2.0',
    // A program that knows no decorators would tell them to the model.
    data: withEntries(data, (entry) => {
      const content = entry['content'];
      return typeof content === 'string' ? { ...entry, content: stripDecorators(content) } : entry;
    }),
  };
}

/** `object` with what it lacks. */
function filled(object: JsonObject, defaults: JsonObject): JsonObject {
  const missing = Object.entries(defaults).filter(([key]) => (object[key] ?? null) === null);
  return { ...object, ...Object.fromEntries(missing) };
}

function withEntries(data: JsonObject, change: (entry: JsonObject) => JsonObject): JsonObject {
  const book = data['character_book'];
  if (!isJsonObject(book)) return data;
  const entries: JsonValue | undefined = book['entries'];
  if (!Array.isArray(entries)) return data;
  const common = { keys: [], content: '', extensions: {}, enabled: true, insertion_order: 100 };
  const changed = (entries as readonly JsonValue[]).map((entry) =>
    isJsonObject(entry) ? change(filled(entry, common)) : entry,
  );
  return { ...data, character_book: { ...filled(book, { extensions: {} }), entries: changed } };
}
