import { toCard, type Card } from './card.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { SETTINGS_KEY, type PersonaSettings } from './persona-settings.ts';

/** Texts of a card that can be changed. */
export interface CardTexts {
  readonly name?: string;
  readonly description?: string;
  readonly personality?: string;
  readonly scenario?: string;
  readonly firstMessage?: string;
  readonly exampleMessages?: string;
  readonly systemPrompt?: string;
  readonly postHistoryInstructions?: string;
  readonly creatorNotes?: string;
}

const KEYS = {
  name: 'name',
  description: 'description',
  personality: 'personality',
  scenario: 'scenario',
  firstMessage: 'first_mes',
  exampleMessages: 'mes_example',
  systemPrompt: 'system_prompt',
  postHistoryInstructions: 'post_history_instructions',
  creatorNotes: 'creator_notes',
} as const satisfies Record<keyof CardTexts, string>;

/**
 * A new card. @param nowMs - the day that stands in it.
 *
 * @throws UserError `CARD_INVALID`, `CARD_TOO_LARGE`.
 */
export function newCard(texts: CardTexts & { readonly name: string }, nowMs: number): Card {
  const empty = { spec: 'chara_card_v3', spec_version: '3.0', data: { name: '', extensions: {} } };
  const dated = { ...empty, data: { ...empty.data, creation_date: Math.floor(nowMs / 1000) } };
  return toCard(withTexts(dated, texts));
}

/** The card with other texts; all else stays. @throws UserError `CARD_INVALID`, `CARD_TOO_LARGE`. */
export function editCard({ document }: Card, texts: CardTexts, nowMs: number): Card {
  return toCard(modified(withTexts(document, texts), nowMs));
}

/**
 * The card with other settings of aichat's own: what is undefined is taken away.
 *
 * @throws UserError `CARD_INVALID`.
 */
export function editSettings(
  { document }: Card,
  changes: { readonly [Key in keyof PersonaSettings]?: PersonaSettings[Key] | undefined },
  nowMs: number,
): Card {
  const extensions = document.data['extensions'];
  const others = isJsonObject(extensions) ? extensions : {};
  const own = others[SETTINGS_KEY];
  const settings = Object.fromEntries(
    Object.entries({ ...(isJsonObject(own) ? own : {}), ...changes }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as JsonObject;
  const data = { ...document.data, extensions: { ...others, [SETTINGS_KEY]: settings } };
  return toCard(modified({ ...document, data }, nowMs));
}

function withTexts(document: JsonObject, texts: CardTexts): JsonObject {
  const changed: Record<string, string> = {};
  for (const [key, field] of Object.entries(KEYS)) {
    const text = texts[key as keyof CardTexts];
    if (text !== undefined) changed[field] = text;
  }
  // Some programs repeat the fields of V1 beside the data, and read them there.
  const repeated = Object.entries(changed).filter(([field]) => typeof document[field] === 'string');
  const data = document['data'];
  return {
    ...document,
    ...Object.fromEntries(repeated),
    data: { ...(isJsonObject(data) ? data : {}), ...changed },
  };
}

/** Only V3 knows when a card was changed. */
function modified(document: JsonObject, nowMs: number): JsonObject {
  const data = document['data'];
  if (document['spec'] !== 'chara_card_v3' || !isJsonObject(data)) return document;
  return { ...document, data: { ...data, modification_date: Math.floor(nowMs / 1000) } };
}
