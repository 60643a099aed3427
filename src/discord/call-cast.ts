import type { Guild } from 'discord.js';
import { greetingOf, spokenGreeting, type Greeting, type Persona } from '#personas';
import type { CallRole, RolePlace, Roles } from './call-role.ts';
import type { PersonaLook, PersonaLookMode } from './persona-look.ts';

/** What a {@link CallCast} works with. */
export interface CallCastOptions {
  readonly guild: Guild;
  readonly channelId: string;
  readonly roles: Roles;
  readonly look: PersonaLook;
  readonly lookMode: () => PersonaLookMode;
  /** Told who speaks from the next turn on. */
  readonly onChange: (role: CallRole) => void;
}

/** Who speaks in one call: chosen for it alone, or as its channel and its server have it. */
export class CallCast {
  readonly #options: CallCastOptions;
  #role: CallRole | undefined;
  #chosenId: string | undefined;
  /** Who was chosen later speaks, however long the voices took. */
  #castings = 0;
  #isClosed = false;

  constructor(options: CallCastOptions) {
    this.#options = options;
  }

  /** The persona that was chosen for this call alone. */
  get chosenId(): string | undefined {
    return this.#chosenId;
  }

  /** The name of who speaks; empty before the start. */
  get name(): string {
    return this.#role?.persona.name ?? '';
  }

  /** The first role of the call. @throws UserError `PERSONA_VOICE_MISSING`; what the voice throws. */
  async start(signal: AbortSignal): Promise<CallRole> {
    this.#role = await this.#options.roles.open(this.#place, signal);
    return this.#role;
  }

  /** How the persona begins the call. */
  greeting(people: readonly string[]): (Greeting & { readonly spoken: string }) | undefined {
    if (!this.#role) return undefined;
    const seed = this.#options.channelId;
    const greeting = greetingOf(this.#role.persona, { people, random: Math.random, seed });
    return greeting && { ...greeting, spoken: spokenGreeting(greeting.text) };
  }

  /** Gives the bot the name and the picture of who speaks. */
  wearLook(): void {
    const { look, guild, lookMode } = this.#options;
    if (this.#role) look.wear(guild, this.#role, lookMode());
  }

  /**
   * Chooses who speaks in this call alone, from the next turn on; undefined: as its channel and its server
   * have it.
   *
   * @throws UserError `PERSONA_UNKNOWN`, `PERSONA_VOICE_MISSING`; then everything stays as it was.
   */
  async choose(personaId: string | undefined, signal: AbortSignal): Promise<Persona> {
    const persona = await this.#change({ ...this.#place, personaId }, signal);
    this.#chosenId = personaId;
    return persona;
  }

  /** Takes over what was chosen or changed elsewhere, from the next turn on. @throws as {@link choose}. */
  async follow(signal: AbortSignal): Promise<void> {
    const { roles } = this.#options;
    if (!roles.isThere(this.#chosenId)) this.#chosenId = undefined;
    const { persona, updatedAtMs } = roles.inForce(this.#place);
    if (persona.id === this.#role?.persona.id && updatedAtMs === this.#role.updatedAtMs) return;
    await this.#change(this.#place, signal);
  }

  /** Gives the voice back. */
  close(): void {
    this.#isClosed = true;
    this.#role?.release();
  }

  get #place(): RolePlace {
    const { guild, channelId } = this.#options;
    return { guildId: guild.id, channelId, personaId: this.#chosenId };
  }

  async #change(place: RolePlace, signal: AbortSignal): Promise<Persona> {
    this.#castings += 1;
    const casting = this.#castings;
    const role = await this.#options.roles.open(place, signal);
    if (casting !== this.#castings || this.#isClosed) {
      role.release();
      return role.persona;
    }
    this.#role?.release();
    this.#role = role;
    this.#options.onChange(role);
    this.wearLook();
    return role.persona;
  }
}
