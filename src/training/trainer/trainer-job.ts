/** How large a voice is, and at which rate it speaks; `smoke` is a try of the way, and no voice. */
export const VOICE_QUALITIES = ['x_low', 'low', 'medium', 'high', 'smoke'] as const;
export type VoiceQuality = (typeof VOICE_QUALITIES)[number];

/** Sizes of the network by quality, as the official trainer names them; what is absent is as in a medium voice. */
const SIZES: Readonly<Record<VoiceQuality, Readonly<Record<string, unknown>>>> = {
  x_low: { hidden_channels: 96, inter_channels: 96, filter_channels: 384 },
  low: {},
  medium: {},
  high: {
    // A text: the trainer compares it with one.
    resblock: '1',
    resblock_kernel_sizes: [3, 7, 11],
    resblock_dilation_sizes: [
      [1, 3, 5],
      [1, 3, 5],
      [1, 3, 5],
    ],
    upsample_rates: [8, 8, 2, 2],
    upsample_initial_channel: 512,
    upsample_kernel_sizes: [16, 16, 4, 4],
  },
  smoke: {
    hidden_channels: 16,
    inter_channels: 16,
    filter_channels: 32,
    n_layers: 1,
    upsample_initial_channel: 32,
  },
};

const RATES_HZ: Readonly<Record<VoiceQuality, number>> = {
  x_low: 16_000,
  low: 16_000,
  medium: 22_050,
  high: 22_050,
  smoke: 22_050,
};

/** Rate of a voice's clips and of the voice itself. */
export const rateOf = (quality: VoiceQuality): number => RATES_HZ[quality];

/** What a training is asked for. */
export interface TrainingSettings {
  readonly name: string;
  readonly quality: VoiceQuality;
  /** espeak-ng's name of the language, such as `en-us`. */
  readonly espeakVoice: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly precision: '32-true' | '16-mixed' | 'bf16-mixed';
  readonly seed: number;
  readonly checkpointEveryEpochs: number;
  /** Share of the clips that the losses are checked with. */
  readonly validationShare: number;
  /** Weights to begin with: an own checkpoint of the same quality. */
  readonly basePath?: string | undefined;
  readonly device: 'cpu' | 'cuda';
  /** The training ends before the disk has less than this. */
  readonly minFreeBytes: number;
}

/** Where a training finds and leaves its files; absolute paths. */
export interface TrainingPaths {
  readonly metadataPath: string;
  readonly clipsFolder: string;
  readonly workFolder: string;
  readonly eventsPath: string;
}

/** The job as `job.py` reads it. */
export function trainerJob(
  settings: TrainingSettings,
  paths: TrainingPaths,
): Readonly<Record<string, unknown>> {
  return {
    name: settings.name,
    metadata_path: paths.metadataPath,
    clips_folder: paths.clipsFolder,
    work_folder: paths.workFolder,
    events_path: paths.eventsPath,
    espeak_voice: settings.espeakVoice,
    sample_rate_hz: rateOf(settings.quality),
    sizes: SIZES[settings.quality],
    tiny_discriminator: settings.quality === 'smoke',
    epochs: settings.epochs,
    batch_size: settings.batchSize,
    learning_rate: settings.learningRate,
    precision: settings.precision,
    seed: settings.seed,
    checkpoint_every_epochs: settings.checkpointEveryEpochs,
    validation_share: settings.validationShare,
    base_path: settings.basePath ?? '',
    device: settings.device,
    min_free_bytes: settings.minFreeBytes,
  };
}
