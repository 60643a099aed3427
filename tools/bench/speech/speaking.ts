import { joinSamples, PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import type { PiperSynthesizer } from '#speaking';
import type { VoiceSkeleton } from '../../speech-models/index.ts';
import { benchVoice, framesPerSecond } from './bench-models.ts';
import { compare, timed, type Timing } from './compare.ts';
import type { BenchOptions } from './options.ts';
import { openVoice, VOICE_THREADS } from './our-voice.ts';
import { openPythonPeer } from './python-peer.ts';
import { ratioOf, tenths, type SpeakingRow } from './report.ts';
import { openWholeSentence, type WholeSentence } from './whole-sentence.ts';

const NEVER = new AbortController().signal;
/** What a voice of random weights gives each id without noise. */
const FRAMES_PER_ID = 3;
const TOLERANCE = 1e-6;
const WORDS =
  'we could walk along the river this evening and look for the little bridge where you found the old coin last summer';

/** A sentence of about that length in a voice. */
export function sentenceOf(seconds: number, voice: VoiceSkeleton, whole: WholeSentence): string {
  const words = WORDS.split(' ');
  for (let count = 1; count < 100; count += 1) {
    const text = `${Array.from({ length: count }, (_, at) => words[at % words.length]).join(' ')}.`;
    const ids = whole.read(text).reduce((sum, part) => sum + part.ids.length, 0);
    if ((ids * FRAMES_PER_ID) / framesPerSecond(voice) >= seconds) return text;
  }
  throw new RangeError(`No sentence of ${seconds} s.`);
}

async function listen(ours: PiperSynthesizer, text: string): Promise<Float32Array> {
  const pieces: Float32Array[] = [];
  for await (const { samples } of ours.synthesize({ index: 0, text }, NEVER)) pieces.push(samples);
  return joinSamples(pieces);
}

async function timeStream(ours: PiperSynthesizer, text: string): Promise<Timing> {
  const start = performance.now();
  let firstMs: number | undefined;
  for await (const { samples } of ours.synthesize({ index: 0, text }, NEVER)) {
    if (samples.length > 0) firstMs ??= performance.now() - start;
  }
  const lastMs = performance.now() - start;
  return { firstMs: firstMs ?? lastMs, lastMs };
}

function isIdentical(a: Float32Array, b: Float32Array): boolean {
  return (
    a.length === b.length && a.every((value, at) => Math.abs(value - (b[at] ?? Number.NaN)) <= TOLERANCE)
  );
}

/** Runs one voice over all lengths: ours in pieces, and the whole network at once. */
export async function benchSpeaking(
  name: VoiceSkeleton,
  options: BenchOptions,
  tell: (line: string) => void,
): Promise<readonly SpeakingRow[]> {
  const path = await benchVoice(name);
  const ours = await openVoice(path);
  const whole = await openWholeSentence(path, VOICE_THREADS);
  const { gainDb, streaming } = ours.describe();
  tell(`${name}: streaming by ${streaming}, ${VOICE_THREADS} thread, both contestants`);
  const python = await openPythonPeer('piper', path, tell);
  const rows: SpeakingRow[] = [];
  for (const wanted of options.sentenceSeconds) {
    const text = sentenceOf(wanted, name, whole);
    const theirSound = await whole.speak(text, gainDb);
    const identical = isIdentical(await listen(ours, text), theirSound);
    const [our, ...others] = await compare(
      [
        () => timeStream(ours, text),
        () => timed(() => whole.speak(text, gainDb)),
        ...(python === undefined ? [] : [() => python.run({ text })]),
      ],
      options.runs,
    );
    for (const [at, their] of others.entries()) {
      rows.push({
        voice: name,
        seconds: tenths(theirSound.length / PLAYOUT_SAMPLE_RATE_HZ),
        firstAudioMs: tenths(our?.firstMs ?? Number.NaN),
        wholeMs: tenths(our?.lastMs ?? Number.NaN),
        peer: (at === 0 ? whole.name : python?.name) ?? '',
        peerMs: tenths(their.firstMs),
        ratio: ratioOf(their.firstMs, our?.firstMs ?? Number.NaN),
        identical: at === 0 ? identical : null,
      });
    }
  }
  await ours.close();
  await whole.close();
  python?.close();
  return rows;
}
