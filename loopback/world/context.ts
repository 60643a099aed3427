import type { Json } from '../wire.ts';
import type { IdSource } from '../ids.ts';
import type { GatewayIntent } from '../gateway/intents.ts';
import type { CommandRegistry } from './commands.ts';
import type { WorldEvents } from './events.ts';
import type { WorldFaults } from './faults.ts';
import type { FileStore } from './files.ts';
import type { InteractionLedger } from './interactions.ts';
import type { LoopbackUser } from './user.ts';

/** Whom a gateway event is for. */
export interface Receiver {
  readonly intents: number;
}

/** An event for the bot's main gateway connection. */
export interface GatewayEvent {
  /** Discord's name of it, such as `GUILD_CREATE`. */
  readonly name: string;
  /** The receiver must have asked for this intent; absent: everybody gets it. */
  readonly intent?: GatewayIntent;
  /** What is sent; made for each receiver where the content depends on the intents. */
  readonly data: (receiver: Receiver) => Json;
}

/** What every part of the world shares. */
export interface WorldContext {
  readonly ids: IdSource;
  readonly applicationId: string;
  readonly botUser: LoopbackUser;
  readonly events: WorldEvents;
  readonly faults: WorldFaults;
  readonly commands: CommandRegistry;
  readonly interactions: InteractionLedger;
  readonly files: FileStore;
  /** Sends an event to the bot, or keeps it for a session that may be resumed. */
  publish(event: GatewayEvent): void;
  /** True while the bot has a session at the main gateway. */
  botConnected(): boolean;
}
