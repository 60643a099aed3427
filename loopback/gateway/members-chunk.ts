import { numberField, scalarField, textField, type Json, type WireObject } from '../wire.ts';
import type { World } from '../world/world.ts';
import { hasIntent } from './intents.ts';

const MEMBERS_PER_CHUNK = 1_000;

/**
 * Answers a request for guild members (op 8), in chunks of 1,000.
 *
 * All members at once are for those with the intent GUILD_MEMBERS only; single ones, by id or by the
 * beginning of the name, are for everybody.
 */
export function guildMembersChunk(world: World, intents: number, request: WireObject): readonly Json[] {
  const guild = world.guilds.get(textField(request, 'guild_id') ?? '');
  if (guild === undefined) return [];
  const ids = request['user_ids'];
  const wanted = typeof ids === 'string' ? [ids] : Array.isArray(ids) ? ids.map(String) : undefined;
  const query = textField(request, 'query') ?? '';
  const limit = numberField(request, 'limit') ?? 0;
  if (wanted === undefined && query === '' && !hasIntent(intents, 'guildMembers')) return [];
  const found = guild.members.filter((member) =>
    wanted === undefined
      ? member.name.toLowerCase().startsWith(query.toLowerCase())
      : wanted.includes(member.id),
  );
  const members = limit > 0 ? found.slice(0, limit) : found;
  const missing = (wanted ?? []).filter((id) => guild.member(id) === undefined);
  const nonce = scalarField(request, 'nonce');
  const count = Math.max(1, Math.ceil(members.length / MEMBERS_PER_CHUNK));
  return Array.from({ length: count }, (_none, index) => ({
    guild_id: guild.id,
    members: members
      .slice(index * MEMBERS_PER_CHUNK, (index + 1) * MEMBERS_PER_CHUNK)
      .map((member) => member.payload()),
    chunk_index: index,
    chunk_count: count,
    not_found: missing,
    ...(nonce === undefined ? {} : { nonce }),
  }));
}
