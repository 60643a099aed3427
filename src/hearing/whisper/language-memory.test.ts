import { describe, expect, it } from 'vitest';
import type { LanguageChoice } from './language-choice.ts';
import { createLanguageMemory } from './language-memory.ts';

const hears = (language: string, probability = 0.95): LanguageChoice => ({
  language,
  languageProbability: probability,
  detected: language,
  detectedProbability: probability,
});

describe('what a person speaks', () => {
  it('is learned from enough voice that was surely heard', () => {
    const memory = createLanguageMemory();
    expect(memory.recall('ada')).toEqual({});
    memory.learn('ada', hears('de', 0.6), 5000);
    expect(memory.recall('ada')).toEqual({});
    memory.learn('ada', hears('de'), 600);
    expect(memory.recall('ada')).toEqual({ rival: { language: 'de', voicedMs: 600 } });
    memory.learn('ada', hears('de'), 600);
    expect(memory.recall('ada')).toEqual({ usual: 'de' });
    expect(memory.recall('bob')).toEqual({});
  });

  it('is not changed by one short utterance, and is changed by several or by a long one', () => {
    const memory = createLanguageMemory();
    memory.learn('ada', hears('de'), 3000);
    memory.learn('ada', hears('en'), 900);
    expect(memory.recall('ada')).toEqual({ usual: 'de', rival: { language: 'en', voicedMs: 900 } });
    memory.learn('ada', hears('en'), 900);
    memory.learn('ada', hears('en'), 900);
    expect(memory.recall('ada')).toEqual({ usual: 'en' });
    memory.learn('ada', hears('fr'), 2600);
    expect(memory.recall('ada')).toEqual({ usual: 'fr' });
  });

  it('counts another language anew when the usual one or a third was heard', () => {
    const memory = createLanguageMemory();
    memory.learn('ada', hears('de'), 3000);
    memory.learn('ada', hears('en'), 2000);
    memory.learn('ada', hears('de', 0.4), 300);
    expect(memory.recall('ada')).toEqual({ usual: 'de' });
    memory.learn('ada', hears('en'), 2000);
    memory.learn('ada', hears('fr'), 2000);
    expect(memory.recall('ada')).toEqual({ usual: 'de', rival: { language: 'fr', voicedMs: 2000 } });
  });

  it('is not learned from a model that knows one language', () => {
    const memory = createLanguageMemory();
    memory.learn('ada', { language: 'en', detected: 'en' }, 9000);
    expect(memory.recall('ada')).toEqual({});
  });

  it('can be forgotten, and is forgotten first of whoever was silent longest', () => {
    const memory = createLanguageMemory();
    memory.learn('ada', hears('de'), 3000);
    memory.learn('bob', hears('de'), 3000);
    memory.forget('bob');
    expect(memory.recall('bob')).toEqual({});
    for (let n = 0; n < 499; n += 1) memory.learn(`user ${n}`, hears('fr'), 3000);
    memory.learn('ada', hears('de'), 3000);
    memory.learn('one more', hears('fr'), 3000);
    expect(memory.recall('ada')).toEqual({ usual: 'de' });
    expect(memory.recall('user 0')).toEqual({});
    expect(memory.recall('user 1')).toEqual({ usual: 'fr' });
  });
});
