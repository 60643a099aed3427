import { distance } from 'fastest-levenshtein';

/** What a person says to agree, by language. */
const SENTENCES: Readonly<Record<string, (speaker: string) => string>> = {
  en: (speaker) => `I am ${speaker}, and I agree that this program learns my voice from my recordings.`,
  de: (speaker) =>
    `Ich bin ${speaker}, und ich bin einverstanden, dass dieses Programm meine Stimme aus meinen Aufnahmen lernt.`,
};

/** Languages in which somebody can agree. */
export const STATEMENT_LANGUAGES = Object.keys(SENTENCES);

/** A recogniser writes names its own way; more difference than this is another sentence. */
const MAX_DIFFERENCE = 0.2;

const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The sentence to be said, in English where the language has none of its own. */
export function consentSentence(speaker: string, language: string): string {
  return (SENTENCES[language] ?? SENTENCES['en'] ?? String)(speaker);
}

/** Whether what was heard is the sentence, said by somebody with that name. */
export function isConsent(heard: string, speaker: string): boolean {
  const said = comparable(heard);
  return STATEMENT_LANGUAGES.some((language) => {
    const wanted = comparable(consentSentence(speaker, language));
    return distance(said, wanted) <= MAX_DIFFERENCE * wanted.length;
  });
}
