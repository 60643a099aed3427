const CONTENT_TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
  wav: 'audio/wav',
  zip: 'application/zip',
};

/** A file's content type by the end of its name, which is what Discord goes by; `undefined` for others. */
export function contentTypeOf(name: string): string | undefined {
  return CONTENT_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];
}
