/**
 * What a token may do, each for itself:
 * - `read`: look at the state, the log and the events, without what people said;
 * - `personal`: see in them what people said and wrote;
 * - `control`: chat, speak, transcribe, join and leave;
 * - `admin`: change what stays, such as webhooks and personas.
 */
export const SCOPES = ['read', 'personal', 'control', 'admin'] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** Whose token a request carries. */
export interface Caller {
  readonly tokenId: string;
  /** What the owner called the token. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}
