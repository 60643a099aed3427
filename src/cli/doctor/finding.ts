/** What a check found. `skipped`: it could not be made because of something that another check tells. */
export interface Finding {
  /** What was looked at. */
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'problem' | 'skipped';
  /** What was found, in one line. */
  readonly found: string;
  /** How to mend it. */
  readonly mend?: string;
}

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found });

export const skipped = (check: string, found: string): Finding => ({ check, state: 'skipped', found });

/** It works, though something should be looked at. */
export const warning = (check: string, found: string, mend: string): Finding => ({
  check,
  state: 'warning',
  found,
  mend,
});

/** It will not work. */
export const problem = (check: string, found: string, mend: string): Finding => ({
  check,
  state: 'problem',
  found,
  mend,
});
