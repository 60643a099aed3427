import { createPersonaLibrary } from '#personas';
import { createPersonaRepository } from '#store';
import type { House } from './house.ts';
import { openMind } from './mind.ts';
import { openSidecarPart } from './sidecar.ts';
import { openSpeech } from './speech.ts';
import { openStatus } from './status.ts';

/** Opens the HTTP API with what it needs, without Discord. */
export async function openBackend(house: House): Promise<void> {
  const { bus, storage, version } = house;
  const mind = await openMind(house);
  const speech = await openSpeech(house);
  const modes = { ...speech.modes, ...mind.modes };
  const status = openStatus(house, modes, speech.isInferring);
  const personas = createPersonaLibrary(createPersonaRepository(storage.app));
  await openSidecarPart(house, { mind, speech, status, personas });
  bus.emit('system.started', { versions: { aichat: version, node: process.version }, modes });
  status.reset();
}
