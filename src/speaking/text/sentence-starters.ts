/**
 * Words that with a capital begin a sentence and are hardly ever a name: behind an initial, as in "Plan B. It works",
 * they tell that its dot was a full stop.
 */
const STARTERS: ReadonlyMap<string, string> = new Map([
  [
    'en',
    'A After Also An And Are As At Because Before But By Can Could Did Do Does Even For From Had Has Have He Her ' +
      'Here His How However I If In Is It Its Just Let Maybe My No Not Now Of On Once Or Our Please Right She ' +
      'Should Since So That The Their Then There These They This Those To Was We Were What When Where Which While ' +
      'Who Why Will With Would Yes You Your',
  ],
  [
    'de',
    'Aber Alle Alles Als Also Am An Auch Auf Aus Bei Bis Bitte Da Danach Dann Das Dein Deine Dem Den Denn Der Des ' +
      'Die Dies Diese Dieser Dieses Doch Dort Du Ein Eine Einen Einer Er Es Für Gibt Hat Hier Ich Ihr Im In Ist Ja ' +
      'Jetzt Kann Könnte Man Mein Meine Mit Nach Nein Nicht Nun Nur Ob Oder Ohne Sein Seine Sie Sind So Und Uns ' +
      'Unser Vielleicht Von Vor War Warum Was Weil Wenn Wer Wie Wir Wo Zu Zum Zur Über',
  ],
]);

const BY_FAMILY = new Map(
  Array.from(STARTERS, ([family, words]) => [family, new Set(words.split(' '))] as const),
);

/** Whether a word begins a sentence rather than a name. False in languages of which no such words are known. */
export const startsSentence = (word: string, family: string | undefined): boolean =>
  BY_FAMILY.get(family ?? '')?.has(word) === true;

/** A pattern for such a word and its end; absent in languages of which none are known. */
export function starterPattern(family: string): string | undefined {
  const words = BY_FAMILY.get(family);
  // "I." is one more initial.
  return words === undefined ? undefined : String.raw`(?:${[...words].join('|')})(?![\p{L}.])`;
}
