export { createClauseSplitter, type ClauseSplitter, type ClauseSplitterOptions } from './clause-splitter.ts';
export type { Clause, SpokenAudio } from './spoken-audio.ts';
