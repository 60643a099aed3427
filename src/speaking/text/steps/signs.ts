import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** Signs that stand for words become these words; arrows and dots in the middle become pauses. */
export const readSigns: TextStep = ({ words }) => {
  const arrows = replace(/ ?(?:<?[-=]{1,3}>|<[-=]{1,3}|[←↑→↓↔⇐⇒⇔⟵⟶⟹➔➜➡]) ?/gu, ', ');
  const dots = replace(/ ?[·•‣∙●○■□▪▫◆◇★☆] ?/gu, ', ');
  const hashtags = replace(/#(?=\p{L})/gu, '');
  if (words === undefined) return [arrows, dots, hashtags];
  const { signs, hostDot } = words;
  const said = (sign: string): string => ` ${signs[sign] ?? ''} `;
  return [
    arrows,
    dots,
    hashtags,
    replace(
      /(?<=\p{L}{2}|\d)\.(?=\p{Ll}{2,}(?:[^\p{L}\p{N}]|$))|(?<=\p{Ll}{2})\.(?=\p{Ll}{2,}\.\p{Ll}{2})/gu,
      ` ${hostDot} `,
    ),
    // A full stop that lacks its space.
    replace(/(?<=\p{Ll}{2}[.!?])(?=\p{Lu}\p{Ll})/gu, ' '),
    replace(/!=|≠/gu, said('≠')),
    replace(/>=/gu, said('≥')),
    replace(/<=/gu, said('≤')),
    replace(/=+/gu, said('=')),
    replace(/~(?= ?\d)/gu, said('~')),
    replace(/(?<=[\d\s]|^)([<>])(?=[\d\s]|$)/gmu, ({ 1: sign = '' }) => said(sign)),
    // "10%ig" is one word.
    replace(/%(?=\p{L})/gu, ` ${signs['%'] ?? ''}`),
    replace(/([&@+×÷±≤≥≈√∞π%‰°§№])\1*/gu, ({ 0: run, 1: sign = '' }) =>
      sign === '+' ? Array.from(run, said).join('') : said(sign),
    ),
    replace(/(?<=\p{L}) ?\/ ?(?=\p{L})/gu, ' '),
  ];
};
