import { existsSync } from 'node:fs';
import { createPersonaLook, createRoles, type PersonaLook, type Roles } from '#discord';
import { countTokens } from '#llm';
import { createModelStore, DEFAULT_ONNX_CACHE_FOLDER, voicePath } from '#models';
import { createPersonaLibrary, type PersonaLibrary } from '#personas';
import { createPiperSynthesizer, createVoiceShelf } from '#speaking';
import { createPersonaRepository } from '#store';
import type { House } from './house.ts';
import type { Mind } from './mind.ts';
import { reportWorker, type Speech } from './speech.ts';

/** Who the bot can be, and what that takes. */
export interface Personas {
  readonly personas: PersonaLibrary;
  readonly roles: Roles;
  readonly look: PersonaLook;
}

/** Opens the library and a shelf for the voices that personas name; `parts` closes those that were loaded. */
export function openPersonas(
  { bus, parts, storage }: House,
  { mind, speech }: { readonly mind: Mind; readonly speech: Speech },
): Personas {
  const personas = createPersonaLibrary(createPersonaRepository(storage.app));
  const shelf = parts.adopt(
    createVoiceShelf({
      load: (name, signal) =>
        createPiperSynthesizer(
          {
            voicePath: voicePath(name),
            cacheFolder: DEFAULT_ONNX_CACHE_FOLDER,
            onWorkerEvent: (event) => reportWorker(bus, event),
            onNotice: ({ voice, reason }) =>
              bus.emit('model.unedited', { model: voice, reason }, { severity: 'warn' }),
          },
          signal,
        ),
      onFault: (error) => bus.emitError(error),
    }),
    (opened) => opened.close(),
  );
  const roles = createRoles({
    library: personas,
    chatModel: mind.chatModel,
    usualVoice: speech.synthesizer,
    shelf,
    isInstalled: (name) => existsSync(voicePath(name)) && existsSync(`${voicePath(name)}.json`),
    async installedVoices() {
      const stored = await createModelStore().listVoices();
      return stored.filter(({ state }) => state === 'installed').map(({ key }) => key);
    },
    countTokens: (text) => countTokens(mind.models.modelFor(undefined), text).tokens,
  });
  return { personas, roles, look: createPersonaLook(bus) };
}
