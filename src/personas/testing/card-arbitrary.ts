import * as fc from 'fast-check';
import type { JsonObject } from '../cards/json.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });
const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }) as fc.Arbitrary<JsonObject>;
const unknownFields = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/u), json, { maxKeys: 3 });
const extensions = fc
  .dictionary(text, json, { maxKeys: 4 })
  .map(({ 'aichat/voice': _own, ...others }) => others);
const texts = fc.array(text, { maxLength: 4 });

const entry = fc
  .record(
    {
      keys: texts,
      content: text,
      extensions,
      enabled: fc.boolean(),
      insertion_order: fc.integer(),
      use_regex: fc.boolean(),
      name: text,
      priority: fc.integer(),
      id: fc.oneof(fc.integer(), text),
      comment: text,
      selective: fc.boolean(),
      secondary_keys: texts,
      constant: fc.boolean(),
      position: fc.constantFrom('before_char', 'after_char'),
      case_sensitive: fc.boolean(),
    },
    { requiredKeys: ['keys', 'content', 'extensions', 'enabled', 'insertion_order', 'use_regex'] },
  )
  .chain((known) => unknownFields.map((unknown) => ({ ...unknown, ...known })));

const book = fc
  .record(
    {
      name: text,
      description: text,
      scan_depth: fc.nat(100),
      token_budget: fc.nat(5000),
      recursive_scanning: fc.boolean(),
      extensions,
      entries: fc.array(entry, { maxLength: 5 }),
    },
    { requiredKeys: ['extensions', 'entries'] },
  )
  .chain((known) => unknownFields.map((unknown) => ({ ...unknown, ...known })));

const v2Fields = {
  name: text.filter((name) => name.trim() !== ''),
  description: text,
  personality: text,
  scenario: text,
  first_mes: text,
  mes_example: text,
  creator_notes: text,
  system_prompt: text,
  post_history_instructions: text,
  alternate_greetings: texts,
  tags: texts,
  creator: text,
  character_version: text,
  extensions,
};
const v3Fields = {
  assets: fc.array(fc.record({ type: text, uri: text, name: text, ext: text }), { maxLength: 3 }),
  nickname: text,
  creator_notes_multilingual: fc.dictionary(fc.stringMatching(/^[a-z]{2}$/u), text, { maxKeys: 3 }),
  source: texts,
  creation_date: fc.nat(),
  modification_date: fc.nat(),
};
type DataFields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

function cardOf(
  spec: { readonly spec: string; readonly spec_version: string },
  required: DataFields,
  optional: DataFields,
): fc.Arbitrary<JsonObject> {
  return (
    fc
      .tuple(
        fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) }),
        unknownFields,
        unknownFields,
      )
      .map(([data, within, beside]) => ({ ...beside, ...spec, data: { ...within, ...data } }))
      // What JSON cannot say (−0) is in no card.
      .map((card) => JSON.parse(JSON.stringify(card)) as JsonObject)
  );
}

/** Any card that keeps to the V2 specification, with fields that it does not know. */
export const v2Card = cardOf({ spec: 'chara_card_v2', spec_version: '2.0' }, v2Fields, {
  character_book: book,
});

/** Any card that keeps to the V3 specification, with fields that it does not know. */
export const v3Card = cardOf(
  { spec: 'chara_card_v3', spec_version: '3.0' },
  { ...v2Fields, group_only_greetings: texts },
  { ...v3Fields, character_book: book },
);
