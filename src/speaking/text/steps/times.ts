import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';
import { wordBefore } from './dates.ts';

/** "14:30" as people say it; seconds and languages without words are left to espeak-ng. */
export const readTimes: TextStep = ({ words }) => {
  if (words === undefined) return [];
  const { time, timeRules, timeSuffix, range, ratio } = words;
  const suffix = timeSuffix === undefined ? '' : String.raw`(?: ?(?:${timeSuffix})(?!\p{L}))?`;
  return [
    ...(range === undefined
      ? []
      : [
          replace(/(?<=\d:[0-5]\d(?: ?[ap]\.?m\.?)?) ?[-–] ?(?=\d{1,2}:[0-5]\d)/giu, ` ${range} `),
          replace(/(?<=\d ?[ap]\.?m\.?) ?[-–] ?(?=\d{1,2}(?::[0-5]\d)? ?[ap]\.?m(?!\p{L}))/giu, ` ${range} `),
        ]),
    // "5:00 pm" and its like come first.
    ...(timeRules ?? []).map(([pattern, say]) => replace(pattern, say)),
    replace(/(?<=(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d):([0-5]\d)(?![\d:]|[.,]\d)/gu, ' $1'),
    replace(
      new RegExp(
        String.raw`(?<![\p{L}\p{N}.,:])([01]?\d|2[0-4]):([0-5]\d)(?![\p{L}\p{N}]|[:.,]\d)${suffix}`,
        'gu',
      ),
      (match) => time(Number(match[1]), Number(match[2]), wordBefore(match)),
    ),
    replace(/(?<=(?<![\d:])\d{1,4}):(?=\d{1,4}(?![\d:]))/gu, ratio === undefined ? ' ' : ` ${ratio} `),
  ];
};
