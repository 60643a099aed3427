import init from '@echogarden/espeak-ng-emscripten';

/** One phoneme as espeak-ng spoke it. `ipa` is empty for a pause. */
export interface SpokenPhoneme {
  readonly ipa: string;
  readonly startMs: number;
}

/** What espeak-ng made of one text. */
export interface SpokenText {
  /** 16-bit mono sound. */
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
  readonly phonemes: readonly SpokenPhoneme[];
}

/** A loaded espeak-ng with one voice chosen. */
export interface Espeak {
  /** One entry per clause, words separated by a space, phonemes by `_`. */
  clauses(text: string): readonly string[];
  speak(text: string): SpokenText;
}

/**
 * Loads espeak-ng and sets its voice.
 *
 * @param voice - an espeak-ng voice name, for example `en-us`
 * @param wordsPerMinute - speaking rate; espeak's own default is 175
 * @throws Error when espeak-ng does not know the voice
 */
export async function loadEspeak(voice: string, wordsPerMinute = 175): Promise<Espeak> {
  const module = await init();
  const worker = new module.eSpeakNGWorker();
  if (worker.set_voice(voice) !== 0) throw new Error(`espeak-ng has no voice ${voice}`);
  worker.set_rate(wordsPerMinute);
  const sampleRateHz = worker.get_samplerate();
  return {
    clauses(text) {
      const lines = worker.synthesize_ipa(text).ipa.split('\n');
      return lines.map((line) => line.trim()).filter((line) => line !== '');
    },
    speak(text) {
      const chunks: Int16Array[] = [];
      const phonemes: SpokenPhoneme[] = [];
      worker.synthesize(text, (chunk, events) => {
        chunks.push(chunk.slice());
        for (const event of events) {
          if (event.type !== 'phoneme') continue;
          phonemes.push({ ipa: String(event.id), startMs: event.audio_position });
        }
      });
      return { samples: joined(chunks), sampleRateHz, phonemes };
    },
  };
}

function joined(chunks: readonly Int16Array[]): Int16Array {
  const samples = new Int16Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    samples.set(chunk, offset);
    offset += chunk.length;
  }
  return samples;
}
