import { writeFileSync } from 'node:fs';
import { SETTINGS, type Setting } from '../src/settings.ts';

/** Writes `.env.example` from the table of settings. */
const settings: readonly Setting[] = Object.values(SETTINGS);
const blocks = settings.map(({ name, purpose, howTo, defaultValue }) => {
  const assignment = defaultValue === undefined ? `${name}=` : `# ${name}=${defaultValue}`;
  return `# ${purpose}\n# ${howTo}\n${assignment}\n`;
});
const head =
  '# Copy this file to .env and fill in what has no default. Made by `node tools/write-env-example.ts`.\n';
writeFileSync('.env.example', [head, ...blocks].join('\n'));
