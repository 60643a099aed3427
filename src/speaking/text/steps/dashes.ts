import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/** Dashes that stand between words become commas; those within words and numbers stay, as hyphens. */
export const plainDashes: TextStep = () => [
  replace(/\s?(?:(?:[—―⸺⸻]|--+)\s?)+|\s[-–‒]+\s/gu, ', '),
  replace(/[–‒‐‑−]/gu, '-'),
];
