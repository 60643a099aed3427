import { describe, expect, it } from 'vitest';
import { parseLine } from './words.ts';

describe('parseLine', () => {
  it('divides at spaces and keeps what is quoted', () => {
    expect(parseLine('ada run say text="good  day" loud=true')).toEqual({
      words: ['ada', 'run', 'say', 'text=good  day', 'loud=true'],
      background: false,
    });
  });

  it('leaves an apostrophe inside a word alone', () => {
    expect(parseLine("ada say it's me").words).toEqual(['ada', 'say', "it's", 'me']);
  });

  it('sees that a line runs in the background', () => {
    expect(parseLine('ben say hello &')).toEqual({ words: ['ben', 'say', 'hello'], background: true });
  });

  it('keeps an empty quoted word', () => {
    expect(parseLine('ada write ""').words).toEqual(['ada', 'write', '']);
  });

  it('says that a quote is not closed', () => {
    expect(() => parseLine('ada say "hello')).toThrow('A quote (") is not closed.');
  });
});
