import { expect, test } from 'vitest';

import { applyStep } from './apply-step.fixture.ts';
import { shortenLinks } from './links.ts';

test.each([
  ['[the docs](https://x.org/a_b)', 'the docs'],
  ['[the docs](<https://x.org> "Title")', 'the docs'],
  ['![a cat](cat.png)', 'a cat'],
  ['see https://www.example.com/a?b=c#d.', 'see example.com.'],
  ['(https://example.com)', '(example.com)'],
  ['<https://example.com/x>!', 'example.com!'],
  ['http://localhost:8080/x, then', 'localhost, then'],
  ['https://user:secret@host.org/x', 'host.org'],
  ['github.com/a/b and www.example.org/x', 'github.com and example.org'],
  ['end.So it goes at 3.50', 'end.So it goes at 3.50'],
  ['two\nhttps://a.org/b\nlines', 'two\na.org\nlines'],
])('links are read by their text or host: %j becomes %j', (written, expected) => {
  expect(applyStep(shortenLinks, written)).toBe(expected);
});
