import type { Utterance } from '#hearing';
import type { WhisperSkeleton } from '../../speech-models/index.ts';
import { endOfText } from './bench-models.ts';
import { openOurs } from './our-recogniser.ts';
import { openTransformersJs, type PeerFormats } from './transformers-js.ts';
import { tokensFor } from './utterances.ts';

const NEVER = new AbortController().signal;
const WHOLE_WINDOW = { floorSeconds: 30, marginSeconds: 0 };
const EXACT: PeerFormats = { encoder: 'fp32', decoder: 'fp32' };
/** In fp32 there is one answer. */
const AS_IT_IS = [0];
/**
 * In 8 bits the peer itself, with random weights, writes other tokens when its sound is a millionth louder, because
 * a value fell on the other side of a rounding edge. Ours must be one of those that it writes within this range.
 */
const HARDLY_LOUDER = [0, 1e-6, -1e-6, 1e-5, -1e-5, 3e-5, -3e-5];

async function compareIn(
  formats: PeerFormats,
  louderBy: readonly number[],
  name: WhisperSkeleton,
  folder: string,
  utterances: ReadonlyMap<number, Utterance>,
): Promise<ReadonlyMap<number, boolean>> {
  const { encoder: encoderFormat, decoder: decoderFormat } = formats;
  const ours = await openOurs(
    folder,
    { encoderFormat, decoderFormat, encoderPrecision: 'as-stored' },
    WHOLE_WINDOW,
  );
  const peer = await openTransformersJs(folder, formats);
  const same = new Map<number, boolean>();
  for (const [seconds, utterance] of utterances) {
    const exactly = tokensFor(seconds);
    const { tokens } = await ours.transcribe(utterance, NEVER, { exactTokens: exactly, tokens: true });
    const written = tokens?.join();
    same.set(seconds, false);
    for (const louder of louderBy) {
      const samples = utterance.samples.map((value) => value * (1 + louder));
      const theirs = await peer.tokens(samples, { exactly }, endOfText(name));
      if (theirs.length !== exactly || theirs.join() !== written) continue;
      same.set(seconds, true);
      break;
    }
  }
  await ours.close();
  await peer.close();
  return same;
}

/**
 * Compares tokens, our window at 30 s: in fp32, where they must be equal, and in the formats that are timed.
 *
 * @returns for each length whether both comparisons came out well.
 */
export async function compareTokens(
  name: WhisperSkeleton,
  folder: string,
  utterances: ReadonlyMap<number, Utterance>,
  timed: PeerFormats,
): Promise<ReadonlyMap<number, boolean>> {
  const exact = await compareIn(EXACT, AS_IT_IS, name, folder, utterances);
  if (timed.encoder === 'fp32' && timed.decoder === 'fp32') return exact;
  const rounded = await compareIn(timed, HARDLY_LOUDER, name, folder, utterances);
  return new Map([...exact].map(([seconds, same]) => [seconds, same && rounded.get(seconds) === true]));
}
