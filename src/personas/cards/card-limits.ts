const KIB = 1024;
const MIB = 1024 * KIB;

/** What a card may be at most. The formats set no limits; these keep a hostile file from costing anything. */
export const CARD_LIMITS = {
  /** The file as it comes. */
  maxFileBytes: 8 * MIB,
  /** Its JSON, after base64 or inflating. */
  maxJsonBytes: MIB,
  /** Objects and lists within each other. */
  maxJsonDepth: 64,
  /** One text, in UTF-16 units. */
  maxTextLength: 32 * KIB,
  maxNameLength: 100,
  /** First messages of one kind. */
  maxGreetings: 64,
  maxTags: 256,
  maxAssets: 1000,
  maxLoreEntries: 500,
  /** Keys of all entries together: each is looked for at every turn. */
  maxLoreKeys: 5000,
  maxLoreKeyLength: 200,
  maxPngChunks: 10_000,
  /** One side of the picture. */
  maxPictureSidePx: 8192,
  maxPicturePixels: 16 * MIB,
  maxArchiveEntries: 256,
  /** All files of an archive together, inflated. */
  maxArchiveBytes: 64 * MIB,
} as const;
