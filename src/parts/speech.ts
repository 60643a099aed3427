import type { EventBus } from '#events';
import { describeStoreEvent, thinProgress, type InferenceWorkerEvent } from '#models';
import type { House } from './house.ts';
import { loadSpeechParts, type SpeechParts } from './load-speech.ts';
import { describeRecogniser, describeVoice } from './speech-modes.ts';

/** Everything between sound and text, and how it runs. */
export interface Speech extends Omit<SpeechParts, 'modes'> {
  /** By part, for the log and `/status`. */
  readonly modes: Readonly<Record<string, string>>;
}

/** Brings the models about and loads them; `parts` closes them. @throws AppError `MODEL_…`, `VOICE_…`. */
export async function openSpeech({ config, parts, signal, bus }: House): Promise<Speech> {
  const speech = await loadSpeechParts({
    config,
    parts,
    signal,
    onStoreEvent: thinProgress((event) => {
      if (event.type === 'retrying') bus.emitError(event.error);
      bus.emit('model.store', { name: event.name, kind: event.type, message: describeStoreEvent(event) });
    }),
    onWorkerEvent: (event) => reportWorker(bus, event),
    onSlower: (name, reason) => bus.emit('model.unedited', { model: name, reason }, { severity: 'warn' }),
  });
  return {
    ...speech,
    modes: {
      recogniser: describeRecogniser(speech.transcriber.describe()),
      voice: describeVoice(speech.synthesizer.describe()),
      ...speech.modes,
    },
  };
}

/** What happens to a thread that computes. */
export function reportWorker(bus: EventBus, event: InferenceWorkerEvent): void {
  const { worker, type: kind, ...facts } = event;
  if ('error' in facts) bus.emitError(facts.error);
  bus.emit('inference.worker', { worker, kind }, { severity: 'error' in facts ? 'error' : 'info' });
}
