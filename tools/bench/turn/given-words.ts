import type { Transcriber } from '#conversation';
import type { Utterance, WhisperTranscriber } from '#hearing';
import type { AnnouncedSpeech } from './bot-messages.ts';

/** What English needs at the pace of the scripted speakers. */
const TOKENS_PER_SECOND = 4;

/** A recogniser that does all the work, and then says what was said. */
export interface GivenWords {
  readonly transcriber: Transcriber;
  announce(speech: AnnouncedSpeech): void;
}

/**
 * Lets a model of random weights read each utterance, for as many tokens as its words would need, and puts
 * the words of the script in the place of those that the weights make up.
 */
export function giveWords(whisper: WhisperTranscriber): GivenWords {
  const speeches = new Map<string, { readonly speech: AnnouncedSpeech; beganMs: number | undefined }>();

  const wordsOf = ({ userId, startMs, endMs }: Utterance): string => {
    const known = speeches.get(userId);
    if (known === undefined) return 'hello';
    const { text, firstPart, secondPart, firstPartMs, wholeMs } = known.speech;
    if (endMs - startMs > (firstPartMs + wholeMs) / 2) return text;
    // What begins later than the first part is what follows the pause.
    known.beganMs ??= startMs;
    return startMs > known.beganMs + firstPartMs / 2 ? secondPart : firstPart;
  };

  return {
    announce: (speech) => void speeches.set(speech.userId, { speech, beganMs: undefined }),
    transcriber: {
      async transcribe(utterance, signal) {
        const exactTokens = Math.ceil(((utterance.endMs - utterance.startMs) / 1000) * TOKENS_PER_SECOND) + 2;
        const transcript = await whisper.transcribe(utterance, signal, { exactTokens });
        return { ...transcript, text: wordsOf(utterance) };
      },
    },
  };
}
