import { amplitudeToDb, FRAME_MS, rmsOf } from '#audio';
import { createNoiseFloor, rangeDb, STEADY_RANGE_DB } from './noise-floor.ts';
import { MAX_ONSET_MS, SILENCE_DB, type OpenVoiceActivity, type VoiceActivity } from './voice-activity.ts';

/** How {@link createEnergyVoiceActivity} decides. */
export interface EnergyVoiceActivityOptions {
  /** Voice begins this far above the background. */
  readonly beginAboveFloorDb?: number;
  /** Voice ends when it is less than this above the background. */
  readonly endAboveFloorDb?: number;
  /** Quieter sound never begins a stretch of voice. */
  readonly quietestBeginDb?: number;
  /** Quieter sound always ends it. */
  readonly quietestEndDb?: number;
  /** Voice ends when it is so much softer than it was; what follows it at once begins a little above that. */
  readonly endBelowVoiceDb?: number;
  readonly beginBelowVoiceDb?: number;
  /** Sound must last this long to be voice; a click does not. */
  readonly onsetMs?: number;
  /** The same within {@link resumeWithinMs} after voice: the next syllable. */
  readonly resumeOnsetMs?: number;
  readonly resumeWithinMs?: number;
}

/** A detector that answers at once. */
export interface EnergyVoiceActivity {
  /** @param samples - the next 20 ms, mono at 16 kHz. */
  push(samples: Float32Array): VoiceActivity;
  /** Forgets the speaker and the room. */
  reset(): void;
}

const DEFAULTS: Required<EnergyVoiceActivityOptions> = {
  beginAboveFloorDb: 7,
  endAboveFloorDb: 4,
  quietestBeginDb: -58,
  quietestEndDb: -62,
  endBelowVoiceDb: 32,
  beginBelowVoiceDb: 28,
  onsetMs: 100,
  resumeOnsetMs: 40,
  resumeWithinMs: 300,
};

const MAX_ONSET_FRAMES = MAX_ONSET_MS / FRAME_MS;
/** What was loud once counts for less with each frame of voice, in dB: 5 dB in a second. */
const VOICE_FALL_DB = 0.1;

/** A stretch of sound that may turn out to be voice. */
interface Candidate {
  readonly levelsDb: number[];
  /** Frames since its begin. */
  frames: number;
}

const levelOf = (samples: Float32Array): number => {
  const levelDb = amplitudeToDb(rmsOf(samples));
  return levelDb > SILENCE_DB ? levelDb : SILENCE_DB;
};

/**
 * Voice activity by level: two thresholds over an adaptive noise floor. Sound begins to be voice when
 * it lasted for `onsetMs` with at most one quiet frame in between and its level moved, as that of speech
 * does; noise that is switched on does not move.
 */
export function createEnergyVoiceActivity(options: EnergyVoiceActivityOptions = {}): EnergyVoiceActivity {
  const settings = { ...DEFAULTS, ...options };
  let floor = createNoiseFloor();
  let voiced = false;
  let unvoicedMs = Infinity;
  /** How loud the voice is at its loudest. */
  let voiceDb = SILENCE_DB;
  let candidate: Candidate | undefined;
  let previousLoud = false;

  const extendCandidate = (levelDb: number, loud: boolean): void => {
    if (loud) {
      candidate ??= { levelsDb: [], frames: 0 };
      candidate.levelsDb.push(levelDb);
    } else if (!previousLoud) {
      candidate = undefined;
    }
    if (candidate !== undefined && candidate.frames < MAX_ONSET_FRAMES) candidate.frames += 1;
    if (candidate !== undefined && candidate.levelsDb.length > MAX_ONSET_FRAMES) candidate.levelsDb.shift();
    previousLoud = loud;
  };

  /** Length of the stretch that this frame proves to be voice; 0 when it proves nothing. */
  const provenMs = (loud: boolean): number => {
    if (!loud || candidate === undefined) return 0;
    const lengthMs = candidate.frames * FRAME_MS;
    if (unvoicedMs <= settings.resumeWithinMs + settings.resumeOnsetMs) {
      return lengthMs >= settings.resumeOnsetMs ? lengthMs : 0;
    }
    // The first frame is as loud as its share of the sound, which says nothing about the sound.
    const moves = rangeDb(candidate.levelsDb.slice(1)) >= STEADY_RANGE_DB;
    return lengthMs >= settings.onsetMs && moves ? lengthMs : 0;
  };

  return {
    push(samples) {
      const levelDb = levelOf(samples);
      const floorDb = floor.push(levelDb);
      if (voiced) {
        voiceDb = Math.max(levelDb, voiceDb - VOICE_FALL_DB);
        const endDb = Math.max(floorDb + settings.endAboveFloorDb, voiceDb - settings.endBelowVoiceDb);
        voiced = levelDb >= Math.max(endDb, settings.quietestEndDb);
        unvoicedMs = voiced ? 0 : FRAME_MS;
        return { voiced, onsetMs: 0, levelDb };
      }
      unvoicedMs += FRAME_MS;
      const goesOnDb =
        unvoicedMs <= settings.resumeWithinMs ? voiceDb - settings.beginBelowVoiceDb : SILENCE_DB;
      const beginDb = Math.max(floorDb + settings.beginAboveFloorDb, goesOnDb);
      const loud = levelDb >= Math.max(beginDb, settings.quietestBeginDb);
      extendCandidate(levelDb, loud);
      const lengthMs = provenMs(loud);
      if (lengthMs === 0) return { voiced, onsetMs: 0, levelDb };
      voiced = true;
      if (unvoicedMs > settings.resumeWithinMs) voiceDb = levelDb;
      unvoicedMs = 0;
      candidate = undefined;
      previousLoud = false;
      return { voiced, onsetMs: lengthMs - FRAME_MS, levelDb };
    },
    reset() {
      floor = createNoiseFloor();
      voiced = false;
      unvoicedMs = Infinity;
      voiceDb = SILENCE_DB;
      candidate = undefined;
      previousLoud = false;
    },
  };
}

/** Voice activity by level for each speaker; see {@link createEnergyVoiceActivity}. */
export const openEnergyVoiceActivity: OpenVoiceActivity = ({ onActivity }) => {
  const detector = createEnergyVoiceActivity();
  return {
    push: (samples) => onActivity(detector.push(samples)),
    reset: () => detector.reset(),
  };
};
