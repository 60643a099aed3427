import { decodeUtf8, textFromBase64 } from './base64.ts';
import { CARD_LIMITS } from './card-limits.ts';
import { toCard, type Card } from './card.ts';
import { cardError, tooLarge } from './card-error.ts';
import { parseCardJson } from './json.ts';
import { isPng, readPngChunks, writePngChunks, type PngChunk } from './png-chunks.ts';
import { findTexts, withoutTexts } from './png-text.ts';
import { isZip, readZipDirectory, readZipFile } from './zip-directory.ts';

/** Something about a card that whoever imports it should know. */
export interface CardNote {
  readonly kind:
    /** It is of a version that is newer than what aichat knows. */
    | 'newer-version'
    /** So many entries of its lorebook have regular expressions for keys, which are not run. */
    | 'regex-keys'
    /** So many files of it are not kept: pictures and sounds beside the main one. */
    | 'assets-not-kept'
    /** Its picture stands elsewhere or is no PNG: it is not fetched. */
    | 'picture-not-used';
  readonly count?: number;
}

/** What a file held. */
export interface ReadCard {
  readonly card: Card;
  /** A PNG file without any text in it. */
  readonly picture: Uint8Array | undefined;
  readonly notes: readonly CardNote[];
}

/** Blanks and line breaks, perhaps after the mark of UTF-8. */
const JSON_START = /^(?:\xEF\xBB\xBF)?\s*\{/u;
const MAX_BLANK_BYTES = 1024;

/**
 * Reads a character card: Tavern V1, V2, V3 as JSON, in a PNG file, or as CHARX. It asks nobody for anything:
 * what a card refers to is left alone. The time that it takes is bounded by {@link CARD_LIMITS}.
 *
 * @throws UserError `CARD_UNKNOWN_FORMAT`, `CARD_DAMAGED`, `CARD_TOO_LARGE`, `CARD_INVALID`, `CARD_UNSAFE`.
 */
export function readCard(bytes: Uint8Array): ReadCard {
  if (bytes.length > CARD_LIMITS.maxFileBytes) {
    throw tooLarge('The file is too large', `${CARD_LIMITS.maxFileBytes / 2 ** 20} MiB`);
  }
  if (isPng(bytes)) return readPng(bytes);
  if (isZip(bytes)) return readArchive(bytes);
  if (JSON_START.test(Buffer.from(bytes.subarray(0, MAX_BLANK_BYTES)).toString('latin1')))
    return readJson(bytes);
  throw cardError('CARD_UNKNOWN_FORMAT', 'The file is neither a PNG picture, nor CHARX, nor JSON.');
}

function readJson(bytes: Uint8Array): ReadCard {
  if (bytes.length > CARD_LIMITS.maxJsonBytes) {
    throw tooLarge('The JSON of the card is too long', `${CARD_LIMITS.maxJsonBytes / 1024} KiB`);
  }
  const card = toCard(parseCardJson(decodeUtf8(bytes)));
  const picture = pictureFromData(card.fields.iconUri);
  const isElsewhere = picture === undefined && !isDefault(card.fields.iconUri);
  return { card, picture, notes: notesOn(card, { lostAssets: 0, isPictureElsewhere: isElsewhere }) };
}

function readPng(bytes: Uint8Array): ReadCard {
  const chunks = readPngChunks(bytes);
  const texts = findTexts(chunks, ['ccv3', 'chara']);
  const base64 = texts.ccv3 ?? texts.chara;
  if (base64 === undefined) {
    throw cardError(
      'CARD_UNKNOWN_FORMAT',
      'The picture holds no character card. Was it saved or sent as another kind?',
    );
  }
  const card = toCard(parseCardJson(textFromBase64(base64)));
  return {
    card,
    picture: writePngChunks(withoutTexts(chunks)),
    notes: notesOn(card, { lostAssets: countExtraAssets(chunks), isPictureElsewhere: false }),
  };
}

function readArchive(bytes: Uint8Array): ReadCard {
  const entries = readZipDirectory(bytes);
  const cardEntry = entries.find(({ name }) => name === 'card.json');
  if (!cardEntry) throw cardError('CARD_UNKNOWN_FORMAT', 'The archive has no card.json: it is no CHARX.');
  const card = toCard(parseCardJson(decodeUtf8(readZipFile(bytes, cardEntry, CARD_LIMITS.maxJsonBytes))));
  const { iconUri } = card.fields;
  // The specification spells it with one d; not everybody does.
  const path = /^embedd?ed:\/\/(.+)$/u.exec(iconUri ?? '')?.[1];
  const iconEntry = entries.find(({ name }) => name === path);
  const icon = iconEntry && readZipFile(bytes, iconEntry, CARD_LIMITS.maxFileBytes);
  const picture = icon && isPng(icon) ? cleanPicture(icon) : pictureFromData(iconUri);
  const files = entries.filter(({ name }) => !name.endsWith('/') && name !== 'card.json');
  return {
    card,
    picture,
    notes: notesOn(card, {
      lostAssets: files.length - (icon && picture ? 1 : 0),
      isPictureElsewhere: picture === undefined && !isDefault(iconUri),
    }),
  };
}

const isDefault = (uri: string | undefined): boolean => uri === undefined || uri === 'ccdefault:';

const cleanPicture = (png: Uint8Array): Uint8Array => writePngChunks(withoutTexts(readPngChunks(png)));

function pictureFromData(uri: string | undefined): Uint8Array | undefined {
  const base64 = /^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/u.exec(uri ?? '')?.[1];
  return base64 === undefined ? undefined : cleanPicture(Buffer.from(base64, 'base64'));
}

/** Older programs put further files into chunks of their own. */
function countExtraAssets(chunks: readonly PngChunk[]): number {
  const prefix = Buffer.from('chara-ext-asset_', 'latin1');
  return chunks.filter(({ type, data }) => type === 'tEXt' && prefix.equals(data.subarray(0, prefix.length)))
    .length;
}

function notesOn(
  { document, fields }: Card,
  { lostAssets, isPictureElsewhere }: { readonly lostAssets: number; readonly isPictureElsewhere: boolean },
): readonly CardNote[] {
  const newest = document.spec === 'chara_card_v3' ? 3 : 2;
  const regexEntries = (fields.book?.entries ?? []).filter(({ usesRegex }) => usesRegex).length;
  return [
    ...(Number.parseFloat(document.spec_version) > newest ? [{ kind: 'newer-version' } as const] : []),
    ...(regexEntries > 0 ? [{ kind: 'regex-keys', count: regexEntries } as const] : []),
    ...(lostAssets > 0 ? [{ kind: 'assets-not-kept', count: lostAssets } as const] : []),
    ...(isPictureElsewhere ? [{ kind: 'picture-not-used' } as const] : []),
  ];
}
