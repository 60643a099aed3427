import { z } from 'zod';
import type { LoreBook, LoreEntry } from '../lore/lore-book.ts';
import { CARD_LIMITS } from './card-limits.ts';
import { personaSettingsSchema, SETTINGS_KEY } from './persona-settings.ts';

const { maxTextLength, maxNameLength, maxLoreKeyLength } = CARD_LIMITS;
const DEFAULT_INSERTION_ORDER = 100;

/** Other programs write null for what a card does not have. */
const orElse = <Schema extends z.ZodType>(schema: Schema, absent: z.output<Schema>) =>
  schema.nullish().transform((value) => value ?? absent);

const text = orElse(z.string().max(maxTextLength), '');
const flag = orElse(z.boolean(), false);
const greetings = orElse(z.array(z.string().max(maxTextLength)), []);
const keys = orElse(z.array(z.string().max(maxLoreKeyLength)), []);
const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

const entrySchema = z
  .looseObject({
    keys,
    secondary_keys: keys,
    selective: flag,
    content: text,
    enabled: orElse(z.boolean(), true),
    constant: flag,
    use_regex: flag,
    case_sensitive: flag,
    insertion_order: orElse(z.number(), DEFAULT_INSERTION_ORDER),
    priority: optionalNumber,
    position: z.enum(['before_char', 'after_char']).optional().catch(undefined),
  })
  .transform((entry): LoreEntry => ({
    keys: entry.keys.filter((key) => key.trim() !== ''),
    secondaryKeys: entry.secondary_keys.filter((key) => key.trim() !== ''),
    isSelective: entry.selective,
    content: entry.content,
    isEnabled: entry.enabled,
    isConstant: entry.constant,
    usesRegex: entry.use_regex,
    isCaseSensitive: entry.case_sensitive,
    insertionOrder: entry.insertion_order,
    priority: entry.priority,
    position: entry.position,
  }));

const bookSchema = z
  .looseObject({
    scan_depth: optionalNumber,
    token_budget: optionalNumber,
    recursive_scanning: flag,
    entries: orElse(z.array(entrySchema), []),
  })
  .transform((book): LoreBook => ({
    scanDepth: book.scan_depth,
    tokenBudget: book.token_budget,
    isRecursive: book.recursive_scanning,
    entries: book.entries,
  }));

const assetSchema = z.looseObject({ type: z.string(), uri: z.string(), name: z.string(), ext: z.string() });

/**
 * What is read of the `data` of a card: Character Card V2, and what V3 adds. It is a view: the card is stored
 * as it came, with everything that is not named here.
 */
export const cardDataSchema = z.looseObject({
  name: z.string().trim().min(1).max(maxNameLength),
  nickname: orElse(z.string().max(maxNameLength), ''),
  description: text,
  personality: text,
  scenario: text,
  first_mes: text,
  mes_example: text,
  creator_notes: text,
  system_prompt: text,
  post_history_instructions: text,
  alternate_greetings: greetings,
  group_only_greetings: greetings,
  tags: orElse(z.array(z.string().max(maxTextLength)), []),
  creator: text,
  character_version: text,
  character_book: bookSchema.nullish(),
  assets: z.array(assetSchema).nullish().catch(undefined),
  extensions: orElse(z.looseObject({ [SETTINGS_KEY]: personaSettingsSchema.nullish() }), {}),
});
