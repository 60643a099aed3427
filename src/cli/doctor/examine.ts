import { checkDiscord } from './discord-checks.ts';
import { ok, type Finding } from './finding.ts';
import { checkDisk, checkFfmpeg, checkNode, checkPort } from './machine-checks.ts';
import { checkMind } from './mind-check.ts';
import { checkModels } from './model-checks.ts';
import { readSettings, type LoadConfig, type Patient } from './patient.ts';

/** Looks at everything that a newcomer may get wrong. Nothing is changed, fetched or started. */
export async function examine(
  facts: Omit<Patient, 'config' | 'isSet'>,
  loadConfig: LoadConfig,
): Promise<readonly Finding[]> {
  const { findings: settings, config, isSet } = readSettings(facts.environment, loadConfig);
  const patient: Patient = { ...facts, config, isSet };
  const [ffmpeg, disk, port, models, discord, mind] = await Promise.all([
    checkFfmpeg(patient),
    checkDisk(patient),
    checkPort(patient),
    checkModels(patient),
    checkDiscord(patient),
    checkMind(patient),
  ]);
  return [
    checkNode(),
    ...(settings.length === 0 ? [ok('settings', 'all that are needed are there')] : settings),
    ffmpeg,
    disk,
    port,
    ...models,
    ...mind,
    ...discord,
  ];
}
