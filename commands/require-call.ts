import { Refusal, type Call, type Calls, type Words } from '#discord';

/** The call of the server in which a command was used. @throws Refusal `VOICE_NOT_JOINED`. */
export function requireCall({ guildId }: { readonly guildId: string }, calls: Calls, words: Words): Call {
  const call = calls.get(guildId);
  if (call) return call;
  throw new Refusal('VOICE_NOT_JOINED', words.inNoCall);
}
