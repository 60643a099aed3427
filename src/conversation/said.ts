import type { Transcript } from '#hearing';

/** What a person said or typed. */
export interface Said extends Transcript {
  /** It was typed; nothing of it was heard. */
  readonly isWritten?: boolean;
}

/** A typed text as what its writer said. @param id - names it among everything that is said. */
export function writtenText(id: string, userId: string, text: string): Said {
  return {
    utteranceId: id,
    userId,
    // A new line would look like another speaker's.
    text: text.replaceAll(/\s+/gu, ' ').trim(),
    language: '',
    confidence: { averageLogProbability: 0, noSpeechProbability: 0, compressionRatio: 1 },
    isWritten: true,
  };
}
