import type { ChatModel, CountTokens, Role, Synthesizer } from '#conversation';
import { UserError } from '#core';
import { isVoiceName } from '#models';
import {
  buildPrompt,
  type LibraryPersona,
  type Persona,
  type PersonaLibrary,
  type PersonaPlace,
} from '#personas';
import type { ShelvedVoice, VoiceShelf } from '#speaking';

/** A persona at work in a call. */
export interface CallRole extends Role {
  /** When the persona was last changed. */
  readonly updatedAtMs: number;
  /** A PNG file. */
  readonly picture: Uint8Array | undefined;
  /** Gives its voice back. */
  release(): void;
}

/** Who is to speak where. */
export interface RolePlace extends PersonaPlace {
  /** Chosen for this call alone. */
  readonly personaId?: string | undefined;
}

/** Gives personas their voices and their minds. */
export interface Roles {
  /** The persona that speaks there. @throws UserError `PERSONA_UNKNOWN`. */
  inForce(place: RolePlace): LibraryPersona;
  /** False for a persona that was deleted. */
  isThere(personaId: string | undefined): boolean;
  /** @throws UserError `PERSONA_VOICE_MISSING`; what the voice throws when it is loaded; the abort reason. */
  open(place: RolePlace, signal: AbortSignal): Promise<CallRole>;
  /** A voice to try out. It has to be given back. @throws as {@link open}. */
  voiceOf(persona: Persona, signal: AbortSignal): Promise<SpeakingVoice>;
  /** @throws UserError `PERSONA_VOICE_MISSING`. */
  assertVoice(persona: Persona): void;
  /** Names of the voices that a persona may have. */
  installedVoices(): Promise<readonly string[]>;
  /** What a persona takes of every prompt. */
  promptSize(persona: Persona): PromptSize;
}

/** What a persona takes of every prompt. */
export interface PromptSize {
  readonly tokens: number;
  /** It is longer than what it may take: its end is left out. */
  readonly isCut: boolean;
}

/** A voice as a persona uses it. */
export interface SpeakingVoice {
  readonly synthesizer: Synthesizer;
  readonly languageCode: string | undefined;
  release(): void;
}

/** What {@link createRoles} works with. */
export interface RolesOptions {
  readonly library: Pick<PersonaLibrary, 'get' | 'has' | 'inForce'>;
  readonly chatModel: ChatModel;
  /** The voice of the owner's settings. */
  readonly usualVoice: ShelvedVoice;
  readonly shelf: VoiceShelf;
  /** Whether a voice of that name is installed. */
  readonly isInstalled: (voice: string) => boolean;
  readonly installedVoices: () => Promise<readonly string[]>;
  /** As the language model counts. */
  readonly countTokens: CountTokens;
  /** What the language model reads at most. */
  readonly contextTokens?: number | undefined;
}

/** Nobody speaks in another voice than the one asked for: one that is missing is an error. */
export function createRoles(options: RolesOptions): Roles {
  const { library, chatModel, usualVoice, shelf, isInstalled } = options;
  const isUsual = (voice: string | undefined): boolean =>
    voice === undefined || voice === usualVoice.describe().name;

  const assertVoice = ({ name, settings: { voice } }: Persona): void => {
    // A card may name anything: only names are looked up, never paths.
    if (voice === undefined || isUsual(voice) || (isVoiceName(voice) && isInstalled(voice))) return;
    throw new UserError('PERSONA_VOICE_MISSING', {
      message: `The voice of ${name}, ${voice}, is not installed: aichat voices pull ${voice}`,
      context: { voice },
    });
  };

  const borrow = async (
    persona: Persona,
    signal: AbortSignal,
  ): Promise<ShelvedVoice & { release(): void }> => {
    assertVoice(persona);
    const { voice } = persona.settings;
    if (voice === undefined || isUsual(voice)) return { ...usualVoice, release: () => undefined };
    const borrowed = await shelf.borrow(voice, signal);
    return { ...borrowed.voice, release: () => borrowed.release() };
  };

  const voiceOf = async (persona: Persona, signal: AbortSignal): Promise<SpeakingVoice> => {
    const { speed, variation, speaker, language } = persona.settings;
    const voice = await borrow(persona, signal);
    const style = { speed, variation, speaker };
    return {
      synthesizer: { synthesize: (clause, within) => voice.synthesize(clause, within, { style }) },
      languageCode: language ?? voice.describe().languageCode,
      release: () => voice.release(),
    };
  };

  const inForce = ({ personaId, ...place }: RolePlace): LibraryPersona =>
    personaId === undefined ? library.inForce(place) : library.get(personaId);

  return {
    inForce,
    isThere: (personaId) => personaId === undefined || library.has(personaId),
    assertVoice,
    voiceOf,
    installedVoices: options.installedVoices,
    promptSize(persona) {
      const { personaTokens, cut } = buildPrompt({
        persona,
        history: [],
        incoming: [],
        countTokens: options.countTokens,
        contextTokens: options.contextTokens,
        random: () => 0,
        seed: '',
      });
      return { tokens: personaTokens, isCut: cut.length > 0 };
    },
    async open(place, signal) {
      const { persona, updatedAtMs, picture } = inForce(place);
      const voice = await voiceOf(persona, signal);
      return {
        persona,
        updatedAtMs,
        picture,
        synthesizer: voice.synthesizer,
        chatModel: asking(chatModel, place.guildId, persona.settings.model),
        speechLanguage: voice.languageCode,
        release: () => voice.release(),
      };
    },
  };
}

/** Asks for a server, and for the model that the persona names, where it names one. */
function asking(chatModel: ChatModel, guildId: string, alias: string | undefined): ChatModel {
  const more = { guildId, ...(alias !== undefined && { alias }) };
  return { reply: (messages, signal, rest) => chatModel.reply(messages, signal, { ...more, ...rest }) };
}
