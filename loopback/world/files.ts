import type { IdSource } from '../ids.ts';
import type { UploadedFile } from './command-call.ts';
import type { LoopbackAttachment } from './message.ts';

/** How a stored file is to be described. */
export interface FileDetails {
  readonly description?: string;
  readonly durationSeconds?: number;
  readonly waveform?: string;
}

/** The files of this Discord: what was posted and what was given to commands. */
export class FileStore {
  readonly #ids: IdSource;
  readonly #urlOf: (id: string, name: string) => string;
  readonly #files = new Map<string, LoopbackAttachment>();

  constructor(ids: IdSource, urlOf: (id: string, name: string) => string) {
    this.#ids = ids;
    this.#urlOf = urlOf;
  }

  /** Keeps a file under a new id. */
  add(file: UploadedFile, details: FileDetails = {}): LoopbackAttachment {
    const id = this.#ids();
    const attachment: LoopbackAttachment = { ...file, ...details, id, url: this.#urlOf(id, file.name) };
    this.#files.set(id, attachment);
    return attachment;
  }

  get(id: string): LoopbackAttachment | undefined {
    return this.#files.get(id);
  }
}
