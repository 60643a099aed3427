import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { decodeSoundFile } from '#audio';
import { AppError, toAppError, UserError } from '#core';
import type { WhisperTranscriber } from '#hearing';
import { clientSignal } from '../client-signal.ts';
import { MAX_UPLOAD_BYTES, MODEL_REQUESTS_A_MINUTE } from '../limits.ts';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';

/** Files that are worked on at a time; the calls come first, and each file takes room on the disk. */
const MAX_AT_A_TIME = 2;
/** Longest time for one file, in ms. */
const DEADLINE_MS = 30 * 60_000;

/** What the recogniser is asked through. */
export interface Recogniser {
  readonly transcriber: Pick<WhisperTranscriber, 'transcribeLong'>;
  /** FFMPEG_PATH; found by itself when absent. */
  readonly ffmpegPath: string | undefined;
}

const transcript = z
  .object({
    text: z.string(),
    durationMs: z.number(),
    segments: z.array(
      z.object({ text: z.string(), startMs: z.number(), endMs: z.number(), language: z.string() }),
    ),
  })
  .meta({ id: 'Transcript', description: 'What is said in a recording, and when.' });

/** `/api/voice/transcribe`: sound to text. */
export function addTranscriptionRoute(app: ZodServer, { transcriber, ffmpegPath }: Recogniser): void {
  let working = 0;
  app.post(
    '/api/voice/transcribe',
    {
      config: { scope: 'control', rateLimit: { max: MODEL_REQUESTS_A_MINUTE } },
      // The body is a stream; it is no value that a schema could look at.
      validatorCompiler: () => (value: unknown) => ({ value }),
      schema: {
        tags: ['voice'],
        summary: 'Write down what is said in a recording',
        description: `One file of any kind of sound or video in multipart/form-data, up to ${MAX_UPLOAD_BYTES / 1_048_576} MiB.`,
        consumes: ['multipart/form-data'],
        body: z.object({ file: z.string().meta({ contentMediaType: 'application/octet-stream' }) }),
        response: { 200: transcript, ...problems(400, 413, 415, 503) },
      },
    },
    async (request, reply) => {
      const signal = AbortSignal.any([clientSignal(reply), AbortSignal.timeout(DEADLINE_MS)]);
      if (working >= MAX_AT_A_TIME) {
        throw new AppError('INFERENCE_QUEUE_FULL', {
          message: `${MAX_AT_A_TIME} recordings are being read already.`,
        });
      }
      working += 1;
      const folder = await mkdtemp(join(tmpdir(), 'aichat-upload-'));
      try {
        const path = await receive(request, folder, signal);
        return await read(path, signal);
      } finally {
        working -= 1;
        await rm(folder, { recursive: true, force: true });
      }
    },
  );

  const read = async (path: string, signal: AbortSignal): Promise<z.infer<typeof transcript>> => {
    let durationMs = 0;
    const segments: z.infer<typeof transcript>['segments'] = [];
    const onProgress = (ms: number): void => {
      durationMs = ms;
    };
    try {
      const sound = decodeSoundFile(path, { signal, ffmpegPath });
      for await (const segment of transcriber.transcribeLong(sound, { onProgress }, signal)) {
        const { text, startMs, endMs, language } = segment;
        segments.push({ text, startMs, endMs, language });
      }
    } catch (thrown) {
      throw asTheirs(toAppError(thrown));
    }
    return { text: segments.map(({ text }) => text).join(' '), durationMs, segments };
  };
}

/** A file that is no sound is the client's fault; where it lay meanwhile concerns nobody. */
function asTheirs(error: AppError): AppError {
  if (error.code !== 'AUDIO_FILE_INVALID') return error;
  return new UserError('AUDIO_FILE_INVALID', { message: 'The file cannot be read as sound.', cause: error });
}

async function receive(request: FastifyRequest, folder: string, signal: AbortSignal): Promise<string> {
  const part = await request.file();
  if (part === undefined) {
    throw new UserError('HTTP_REQUEST_INVALID', { message: 'There is no file in the form.' });
  }
  // Only its ending is taken of the name that the client gave.
  const path = join(folder, /\.wave?$/iu.test(part.filename) ? 'sound.wav' : 'sound');
  await pipeline(part.file, createWriteStream(path), { signal });
  if (part.file.truncated) {
    throw new UserError('HTTP_BODY_TOO_LARGE', {
      message: `The file is larger than ${MAX_UPLOAD_BYTES} bytes.`,
    });
  }
  return path;
}
