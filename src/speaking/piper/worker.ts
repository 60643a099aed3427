import { serveInference, withTransfer, type InferenceContext } from '#models';

import { loadSpeaker, type Speaker, type SpeakerOptions } from './speaker.ts';

serveInference<Speaker>({
  load: (options: SpeakerOptions) => loadSpeaker(options),
  methods: {
    figures: async (speaker) => ({ gainDb: speaker.gainDb }),
    async *synthesize(speaker: Speaker, text: string, context: InferenceContext) {
      for await (const samples of speaker.speak(text)) {
        context.throwIfAborted();
        yield withTransfer(samples, [samples.buffer]);
      }
    },
  },
});
