export type { Clause, SpokenAudio } from './spoken-audio.ts';
