import type { EventPayloads } from '#events';
import type { Transcript, Utterance } from '#hearing';
import { heardText } from './heard-text.ts';
import { voiceToVoiceMs, type EndedTurn } from './turn.ts';

/** What is kept of words that were understood. */
export const transcribedRecord = (
  utterance: Utterance,
  transcript: Transcript,
): EventPayloads['hearing.transcribed'] => ({
  utteranceId: utterance.id,
  userId: utterance.userId,
  speechMs: Math.round(utterance.endMs - utterance.startMs),
  language: transcript.language,
  averageLogProbability: transcript.confidence.averageLogProbability,
  noSpeechProbability: transcript.confidence.noSpeechProbability,
  personal: { text: transcript.text },
});

/** What is kept of a turn that is over. */
export function turnRecord(turn: EndedTurn): EventPayloads['turn.ended'] {
  const waitedMs = voiceToVoiceMs(turn.timings);
  return {
    turnId: turn.id,
    outcome: turn.outcome,
    userIds: [...new Set(turn.transcripts.map((transcript) => transcript.userId))],
    ...(waitedMs !== undefined && { voiceToVoiceMs: Math.round(waitedMs) }),
    timings: { ...turn.timings },
    personal: {
      said: turn.transcripts.map((transcript) => transcript.text).join('\n'),
      reply: turn.replyText,
      heard: heardText(turn.clauses, turn.progress),
    },
  };
}
