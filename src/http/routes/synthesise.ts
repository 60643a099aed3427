import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  createOggOpusStream,
  encodeWav,
  joinSamples,
  AI_GENERATED_COMMENT,
  PLAYOUT_SAMPLE_RATE_HZ,
} from '#audio';
import { UserError } from '#core';
import { createClauseSplitter, type PiperSynthesizer, type SpeakingStyle } from '#speaking';
import { clientSignal } from '../client-signal.ts';
import { MODEL_REQUESTS_A_MINUTE } from '../limits.ts';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';

/** The voice. */
export type Voice = Pick<PiperSynthesizer, 'synthesize' | 'describe'>;

const wish = z.strictObject({
  text: z.string().trim().min(1).max(2000),
  format: z.enum(['ogg', 'wav']).default('ogg').describe('Opus in Ogg comes as it is made; WAV comes whole.'),
  speed: z.number().min(0.25).max(4).optional().describe('2 is twice as fast.'),
  variation: z.number().min(0).max(2).optional().describe('How lively; 0 says a text always the same way.'),
  speaker: z.string().min(1).max(100).optional().describe('One of the speakers of a voice that has several.'),
});
const sound = z.unknown().meta({ contentMediaType: 'application/octet-stream' });

/** `/api/voice/synthesise`: text to sound. */
export function addSynthesisRoute(app: ZodServer, voice: Voice): void {
  app.post(
    '/api/voice/synthesise',
    {
      config: { scope: 'control', rateLimit: { max: MODEL_REQUESTS_A_MINUTE } },
      schema: {
        tags: ['voice'],
        summary: 'Speak a text',
        body: wish,
        response: {
          200: {
            description: 'The speech, mono at 48 kHz. It says of itself that it was made by a machine.',
            content: { 'audio/ogg': { schema: sound }, 'audio/wav': { schema: sound } },
          },
          ...problems(400, 413, 415, 503),
        },
      },
    },
    async (request, reply) => {
      const { text, format, speed, variation, speaker } = request.body;
      const speech = speak(voice, text, { speed, variation, speaker }, clientSignal(reply));
      // What fails before the first sound is an answer of its own.
      const first = await speech.next();
      if (first.done === true) {
        throw new UserError('NOTHING_TO_SAY', { message: 'Nothing in this text can be spoken.' });
      }
      const pieces = continued(first.value, speech);
      if (format === 'ogg') return reply.type('audio/ogg').send(Readable.from(oggOf(pieces)));
      const samples: Float32Array[] = [];
      for await (const piece of pieces) samples.push(piece);
      const wav = encodeWav(joinSamples(samples), PLAYOUT_SAMPLE_RATE_HZ, { comment: AI_GENERATED_COMMENT });
      return reply.type('audio/wav').send(Buffer.from(wav));
    },
  );
}

async function* speak(
  voice: Voice,
  text: string,
  style: SpeakingStyle,
  signal: AbortSignal,
): AsyncGenerator<Float32Array, void> {
  const splitter = createClauseSplitter({ language: voice.describe().languageCode });
  for (const clause of [...splitter.push(text), ...splitter.end()]) {
    for await (const { samples } of voice.synthesize(clause, signal, { style })) yield samples;
  }
}

async function* continued(
  first: Float32Array,
  rest: AsyncIterable<Float32Array>,
): AsyncGenerator<Float32Array, void> {
  yield first;
  yield* rest;
}

async function* oggOf(pieces: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array, void> {
  const ogg = await createOggOpusStream({ comments: [`COMMENT=${AI_GENERATED_COMMENT}`] });
  try {
    for await (const samples of pieces) {
      const bytes = ogg.push(samples);
      if (bytes.length > 0) yield bytes;
    }
    yield ogg.finish();
  } finally {
    ogg.close();
  }
}
