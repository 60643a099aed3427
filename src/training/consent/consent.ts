import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createWavWriter, decodeSoundFile, HEARING_SAMPLE_RATE_HZ, joinSamples } from '#audio';
import { ifPresent, UserError, writeWhole } from '#core';
import { hashSource } from '../ingest/hash-source.ts';
import type { ClipTranscriber } from '../transcribe/transcribe.ts';
import { consentSentence, isConsent } from './statement.ts';

const consentSchema = z.object({
  speaker: z.string(),
  kind: z.literal('recorded-statement'),
  statementSha256: z.string(),
  heard: z.string(),
  givenAtMs: z.number(),
});
/** Who agreed, and by what. */
export type Consent = Readonly<z.output<typeof consentSchema>>;

/** A statement to be checked. */
export interface StatementRequest {
  readonly runFolder: string;
  /** A recording of the sentence, in the speaker's own voice. */
  readonly statementPath: string;
  readonly speaker: string;
  readonly language: string;
  readonly ffmpegPath?: string | undefined;
  readonly transcriber: ClipTranscriber;
}

const CONSENT_FOLDER = 'consent';
const RECORD_FILE = 'consent.json';
const STATEMENT_FILE = 'statement.wav';
/** The sentence takes six seconds; what is longer is something else. */
const MAX_STATEMENT_MS = 30_000;

/** The agreement that a run has; undefined when there is none. */
export async function readConsent(runFolder: string): Promise<Consent | undefined> {
  const path = join(runFolder, CONSENT_FOLDER, RECORD_FILE);
  const text = await ifPresent(readFile(path, 'utf8'), path);
  return text === undefined ? undefined : consentSchema.parse(JSON.parse(text));
}

/**
 * Listens to a statement and keeps it, with the sound, when it is the sentence that has to be said.
 *
 * @throws UserError `TRAINING_CONSENT_MISSING` when it is another sentence; what the transcriber throws.
 */
export async function recordConsent(request: StatementRequest, signal: AbortSignal): Promise<Consent> {
  const { runFolder, statementPath, speaker, language, ffmpegPath, transcriber } = request;
  const pieces: Float32Array[] = [];
  let lengthMs = 0;
  for await (const piece of decodeSoundFile(statementPath, { signal, ffmpegPath })) {
    pieces.push(piece);
    lengthMs += (piece.length / HEARING_SAMPLE_RATE_HZ) * 1000;
    if (lengthMs > MAX_STATEMENT_MS) break;
  }
  const samples = joinSamples(pieces);
  const statementSha256 = await hashSource(statementPath, signal);
  const { text: heard } = await transcriber.transcribe(
    {
      id: statementSha256,
      userId: speaker,
      samples,
      startMs: 0,
      endMs: lengthMs,
      voicedMs: lengthMs,
      provisional: false,
      endedBy: 'silence',
    },
    signal,
  );
  if (lengthMs > MAX_STATEMENT_MS || !isConsent(heard, speaker)) {
    throw new UserError('TRAINING_CONSENT_MISSING', {
      message:
        `${statementPath} is not the statement that is needed. ${speaker} has to say, and nothing else: ` +
        `"${consentSentence(speaker, language)}"`,
      context: { statementPath },
    });
  }
  const consent: Consent = {
    speaker,
    kind: 'recorded-statement',
    statementSha256,
    heard,
    givenAtMs: Date.now(),
  };
  const folder = join(runFolder, CONSENT_FOLDER);
  await mkdir(folder, { recursive: true });
  await using writer = await createWavWriter(join(folder, STATEMENT_FILE), HEARING_SAMPLE_RATE_HZ);
  await writer.write(samples);
  await writer.finish();
  await writeWhole(join(folder, RECORD_FILE), `${JSON.stringify(consent, null, 2)}\n`);
  return consent;
}

/**
 * @throws UserError `TRAINING_CONSENT_MISSING` unless everybody who speaks in a run has agreed.
 */
export async function requireConsent(
  runFolder: string,
  speakers: readonly string[],
  language: string,
): Promise<Consent> {
  const consent = await readConsent(runFolder);
  const missing = speakers.filter((speaker) => speaker !== consent?.speaker);
  const [speaker = ''] = missing;
  if (consent !== undefined && missing.length === 0) return consent;
  throw new UserError('TRAINING_CONSENT_MISSING', {
    message:
      `No voice is made of ${missing.join(', ')} without agreement. Record ${speaker} saying ` +
      `"${consentSentence(speaker, language)}" and give that recording as the consent.`,
    context: { missing },
  });
}
