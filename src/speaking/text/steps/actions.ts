import { replace } from '../edit.ts';
import type { TextStep } from '../speech-context.ts';

/**
 * What a persona does rather than says, such as `*waves*`: left out when asked for, as long as it stands on
 * its own between sentences. Within a sentence the stars are emphasis.
 */
export const dropActions: TextStep = ({ actions }) =>
  actions === 'read'
    ? []
    : [
        replace(
          /(?<=^|[.!?…\n"”»]\s{0,2}|\*\s)(?<!\*)([*_])(?![\s*_])[^*_\n]{1,200}(?<![\s*_])\1(?![*_\p{L}\p{N}])(?=[.!?…]?\s*(?:$|\n|[\p{Lu}"“«*_¿¡]))/gu,
          '',
        ),
      ];
