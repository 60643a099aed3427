import type { Consent } from './consent/consent.ts';
import { requireConsent } from './consent/consent.ts';
import { prepareVoice, type PreparedVoice, type PrepareVoiceOptions } from './prepare-voice.ts';
import { publish, type Published } from './publish/publish.ts';
import { runStage, type FinishedStage } from './run-stage.ts';
import { train, type Trained, type TrainInput } from './trainer/train-stage.ts';

/** Everything that a run needs from recordings to a voice. */
export interface MakeVoiceOptions extends PrepareVoiceOptions {
  readonly training: Pick<TrainInput, 'settings' | 'python' | 'onEvent' | 'stallTimeoutMs'>;
  readonly voicesFolder: string;
}

/** What came out of a run. */
export interface MadeVoice extends PreparedVoice {
  readonly trained?: FinishedStage<Trained>;
  readonly published?: FinishedStage<Published>;
}

/**
 * Takes recordings through every stage, up to a voice that can be used. Nothing is learned from anybody who has not
 * agreed.
 *
 * @throws UserError `TRAINING_CONSENT_MISSING`; AppError `TRAINER_FAILED`; what {@link prepareVoice} throws.
 */
export async function makeVoice(options: MakeVoiceOptions, signal: AbortSignal): Promise<MadeVoice> {
  const { runFolder, until = 'publish', onProgress, onStage, training, voicesFolder } = options;
  const prepared = await prepareVoice(options, signal);
  const { ingested, segmented, manifested } = prepared;
  if (segmented === undefined || manifested === undefined || (until !== 'train' && until !== 'publish')) {
    return prepared;
  }
  const speakers = [...new Set(ingested.result.sources.map(({ speaker }) => speaker))];
  const consent: Consent = await requireConsent(runFolder, speakers, options.language ?? 'en');
  const how = { runFolder, signal, onProgress };

  const trained = await runStage(train, { segmented, manifested, ...training }, how);
  onStage('train', trained.skipped);
  if (until === 'train') return { ...prepared, trained };

  const { settings, python } = training;
  const publishInput = { ingested, manifested, trained, settings, consent, python, voicesFolder };
  const published = await runStage(publish, publishInput, how);
  onStage('publish', published.skipped);
  return { ...prepared, trained, published };
}
