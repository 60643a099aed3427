import { linkifyit } from 'linkify-it';

import { replace, type Rule } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** Endings that make a word such as `example.com/page` an address; two letters would find "end.So". */
const ENDINGS = 'com org net edu gov info app dev ai gg tv eu de fr es nl pl ru uk co.uk'.split(' ');
/** What linkify-it is given at once: it is quick on text, less so on what is all marks. */
const MAX_LINE = 4_000;

const linkify = linkifyit({
  fuzzyLink: true,
  fuzzyEmail: false,
  urlAuth: true,
  tlds: ENDINGS,
  maxLength: 2_048,
});

/** A bare address, with or without `< >` around it, is spoken by its host. */
const bareLinks: Rule = function* findLinks(text) {
  let lineStart = 0;
  for (const line of text.split('\n')) {
    for (let from = 0; from < line.length; from += MAX_LINE) {
      const piece = line.slice(from, from + MAX_LINE);
      if (!/[.:]/u.test(piece)) continue;
      for (const { index, lastIndex, url } of linkify.match(piece) ?? []) {
        const host = /^\w+:\/\/(?:[^/?#@]*@)?(?:www\.)?([^/?#:]+)/iu.exec(url)?.[1];
        if (host === undefined) continue;
        const start = lineStart + from + index;
        const end = lineStart + from + lastIndex;
        const isWrapped = text[start - 1] === '<' && text[end] === '>';
        yield { start: isWrapped ? start - 1 : start, end: isWrapped ? end + 1 : end, text: host };
      }
    }
    lineStart += line.length + 1;
  }
};

/** A link is spoken by its text, a bare address by its host. */
export const shortenLinks: TextStep = () => [
  replace(/!?\[([^[\]\n]{0,300})\]\( ?<?[^)\s>]{0,2048}>?(?: "[^"\n]{0,300}")? ?\)/gu, '$1'),
  replace(/\bmailto:(?=\S)/gu, ''),
  bareLinks,
];
