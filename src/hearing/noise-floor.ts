/** Frames that are quieter are muted or gated, and say nothing about the room. */
const AUDIBLE_DB = -80;
const LOWEST_FLOOR_DB = -70;
const HIGHEST_FLOOR_DB = -20;
/** Speech dips within this time; what lies below all of it is the room. */
const LONG_FRAMES = 75;
/** Sound that keeps its level for this time is no speech. */
const SHORT_FRAMES = 25;
/** Levels within this range count as one level. */
export const STEADY_RANGE_DB = 4;
/** Share of the way down that the floor falls with each frame that is quieter. */
const FALL_SHARE = 0.3;

/** The difference between the loudest and the quietest of some levels; 0 for none. */
export const rangeDb = (levelsDb: readonly number[]): number =>
  levelsDb.length === 0 ? 0 : Math.max(...levelsDb) - Math.min(...levelsDb);

/** Follows the level of a speaker's background. */
export interface NoiseFloor {
  /** Takes the level of the next 20 ms and gives the floor in dBFS. */
  push(levelDb: number): number;
}

/**
 * Estimates the background as the smallest level of the last 1.5 s (minimum statistics after R. Martin,
 * in its plainest form), or at once as the present level when that was steady for half a second. Muted
 * frames leave the estimate as it is.
 */
export function createNoiseFloor(): NoiseFloor {
  const levelsDb: number[] = [];
  let floorDb = LOWEST_FLOOR_DB;

  const estimate = (levelDb: number): number => {
    const recent = levelsDb.slice(-SHORT_FRAMES);
    if (recent.length === SHORT_FRAMES && rangeDb(recent) < STEADY_RANGE_DB) {
      return recent.reduce((sum, level) => sum + level, 0) / SHORT_FRAMES;
    }
    if (levelDb < floorDb) return floorDb + FALL_SHARE * (levelDb - floorDb);
    return levelsDb.length === LONG_FRAMES ? Math.max(floorDb, Math.min(...levelsDb)) : floorDb;
  };

  return {
    push(levelDb) {
      levelsDb.push(levelDb);
      if (levelsDb.length > LONG_FRAMES) levelsDb.shift();
      if (levelDb >= AUDIBLE_DB) {
        floorDb = Math.min(HIGHEST_FLOOR_DB, Math.max(LOWEST_FLOOR_DB, estimate(levelDb)));
      }
      return floorDb;
    },
  };
}
