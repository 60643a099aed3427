import { limit, PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import type { PlayedConversation } from './conversation.ts';

const SAMPLES_PER_MS = PLAYOUT_SAMPLE_RATE_HZ / 1000;

/** Everybody's sound on one track, 48 kHz mono, as somebody in the channel would have heard it. */
export function mixConversation({ lines, recording }: PlayedConversation): Float32Array {
  const tracks = [
    { atMs: recording.startedAtMs, samples: recording.samples },
    ...lines.map(({ speech, spoken }) => ({ atMs: spoken.firstPacketAtMs, samples: speech })),
  ];
  const startMs = Math.min(...tracks.map((track) => track.atMs));
  const placed = tracks.map((track) => ({
    ...track,
    offset: Math.round((track.atMs - startMs) * SAMPLES_PER_MS),
  }));
  const mixed = new Float32Array(Math.max(...placed.map((track) => track.offset + track.samples.length)));
  for (const { offset, samples } of placed) {
    for (const [index, sample] of samples.entries())
      mixed[offset + index] = (mixed[offset + index] ?? 0) + sample;
  }
  return limit(mixed);
}
