import { describe, expect, test } from 'vitest';
import { isBackchannel } from './backchannel.ts';
import { saysTheSame } from './said-words.ts';
import { isStopWord } from './stop-word.ts';
import { isComplete, isUnfinished } from './unfinished.ts';

describe('a backchannel', () => {
  test.each([
    ['Mhm.', true],
    ['Uh-huh.', true],
    ['I see.', true],
    ['Yeah, yeah.', true],
    ['Ach so.', true],
    ['Ja, genau!', true],
    ["D'accord.", true],
    ['Sí, claro.', true],
    ['Va bene.', true],
    ['…', true],
    ['', true],
    ['No.', false],
    ['Stop.', false],
    ['Yes, and then?', false],
    ['I see a dog.', false],
    ['Ja, aber warum?', false],
  ])('"%s": %s', (text, expected) => {
    expect(isBackchannel(text)).toBe(expected);
  });
});

describe('a word that stops whoever talks', () => {
  test.each([
    ['Stop.', true],
    ['Wait, please stop now.', true],
    ['Hold on!', true],
    ['Be quiet, please.', true],
    ['Stop talking about dogs.', true],
    ['Warte mal bitte.', true],
    ['Arrête !', true],
    ['¡Cállate!', true],
    ['', false],
    ['Please.', false],
    ['The bus does not stop here.', false],
    ['Wait until you see what Ben has brought home from the zoo.', false],
    ['Yes.', false],
  ])('"%s": %s', (text, expected) => {
    expect(isStopWord(text)).toBe(expected);
  });
});

describe('an unfinished sentence', () => {
  test.each([
    ['en', 'I went to the zoo and', true],
    ['en', 'I went to the zoo and.', true],
    ['en', 'And then…', true],
    ['en', 'And then...', true],
    ['en', 'Because,', true],
    ['en', 'It was so late, so', true],
    ['en', 'We went to', true],
    ['en', 'Where do you come from?', false],
    ['en', 'I saw her.', false],
    ['en', 'I think so.', false],
    ['en', 'I like that.', false],
    ['en', 'What are you doing?', false],
    ['en', 'Tell me a story.', false],
    ['en', 'Oh, and?', false],
    ['en', '', false],
    ['de', 'Ich war im Zoo und', true],
    ['de', 'Ich gehe heim, weil.', true],
    ['de', 'Mach bitte das Licht aus.', false],
    ['de', 'Gehst du mit mir zu', true],
    ['de', 'Wie geht es dir?', false],
    ['fr', 'Je suis allé au parc et', true],
    ['fr', 'Je reste parce que.', true],
    ['fr', 'Je suis là.', false],
    ['fr', 'Bien sûr.', false],
    ['es', 'Fui al parque y', true],
    ['es', 'No voy, porque.', true],
    ['es', 'Es para mí.', false],
    ['es', '¿Y tú?', false],
    ['it', 'Sono andato al parco e', true],
    ['xx', 'Something and', false],
    ['xx', 'Something —', true],
  ])('(%s) "%s": %s', (language, text, expected) => {
    expect(isUnfinished(text, language)).toBe(expected);
  });
});

test('two texts say the same whatever their marks are', () => {
  expect(saysTheSame('How are you?', 'how are you')).toBe(true);
  expect(saysTheSame('How are you?', 'How are they?')).toBe(false);
});

describe('a whole sentence', () => {
  test.each([
    ['How are you today?', 'en', true],
    ['I went to the park.', 'en', true],
    ['He said "come in."', 'en', true],
    ['今日はとても天気がいいですね。', 'ja', true],
    ['I went to the park', 'en', false],
    ['I went to the park and', 'en', false],
    ['I went to the park, but.', 'en', false],
    ['I went to the park…', 'en', false],
    // Said before something else.
    ['Mira.', 'en', false],
    ['Hello, Mira.', 'en', false],
    ['', 'en', false],
  ])('"%s" (%s): %s', (text, language, expected) => {
    expect(isComplete(text, language)).toBe(expected);
  });
});
