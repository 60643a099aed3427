import { serveInference, withTransfer, type InferenceContext } from '#models';

import { loadSpeaker, type Speaker, type SpeakerOptions } from './speaker.ts';
import type { VoiceScales } from './voice-tensors.ts';

/** What the worker is asked to say. */
export interface SpeakRequest {
  readonly text: string;
  readonly scales: VoiceScales;
}

serveInference<Speaker>({
  // Whoever waits for the start ends the thread when it takes too long.
  load: (options: SpeakerOptions) => loadSpeaker(options, new AbortController().signal),
  methods: {
    figures: async (speaker) => speaker.figures,
    async *synthesize(speaker: Speaker, { text, scales }: SpeakRequest, context: InferenceContext) {
      for await (const piece of speaker.speak(text, scales, () => context.throwIfAborted())) {
        yield withTransfer(piece, [piece.samples.buffer]);
      }
    },
  },
});
