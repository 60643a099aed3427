/** One speech of the demo and the reply that the scripted model gives to it. */
export interface ScriptLine {
  readonly speaker: 'Ada' | 'Ben';
  readonly said: string;
  readonly reply: string;
  /** Spoken over the reply before, when that has been audible for so long. */
  readonly interruptsAfterMs?: number;
}

/** The voices of the two people, as espeak-ng names them. */
export const VOICES = {
  Ada: { voice: 'en-us', variant: 'f3', rate: 160, pitch: 55 },
  Ben: { voice: 'en', variant: 'm3', rate: 155, pitch: 40 },
} as const;

/** The conversation of the demo, in words that the small recogniser knows. */
export const SCRIPT: readonly ScriptLine[] = [
  {
    speaker: 'Ada',
    said: 'Hello, Mira. How are you today?',
    reply: 'I am very well, thank you. How are you?',
  },
  {
    speaker: 'Ben',
    said: 'What is the weather tomorrow?',
    reply: 'I think it will rain tomorrow.',
  },
  {
    speaker: 'Ada',
    said: 'Tell me a story about a dog and a river.',
    reply:
      'Once upon a time there was a young dog who lived in the forest. Every day the dog went to the river. ' +
      'One day the dog found a big red ball, and then the dog played until evening.',
  },
  {
    speaker: 'Ben',
    said: 'Wait, please stop now.',
    reply: 'Okay. What do you want?',
    interruptsAfterMs: 2800,
  },
  {
    speaker: 'Ada',
    said: 'Thank you for the story. See you tomorrow.',
    reply: 'You are welcome. See you tomorrow.',
  },
];
