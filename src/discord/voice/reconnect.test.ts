import { getVoiceConnection } from '@discordjs/voice';
import { afterEach, describe, expect, it } from 'vitest';
import { sleep } from '#core';
import type { VoiceRoom } from '#loopback';
import { eventually, startLoopbackCall, type LoopbackCall } from './testing/loopback-call.ts';
import { asHeard, joined, likeness, sweep } from './testing/sound.ts';

const said = sweep(600);

async function expectHeard(call: LoopbackCall): Promise<void> {
  await eventually('the keys', () => call.room.dave.version === 0 || call.ada.roomMember?.dave.ready);
  await eventually('the keys of the bot', () => call.room.dave.version === 0 || call.room.dave.botReady);
  call.frames.length = 0;
  await call.ada.speak(said);
  await sleep(250);
  const sounds = call
    .framesOf(call.ada)
    .filter(({ origin }) => origin !== 'silence' && origin !== 'concealed');
  expect(likeness(asHeard(said.subarray(0, 24_000)), joined(sounds)).best).toBeGreaterThan(0.85);
}

let watch: NodeJS.Timeout | undefined;
afterEach(() => clearInterval(watch));

/** Does something to each room that the bot gets, as soon as it has it; a bot that leaves ends its room. */
function inEachRoom(call: LoopbackCall, act: (room: VoiceRoom) => void): ReadonlySet<VoiceRoom> {
  const rooms = new Set<VoiceRoom>();
  const look = (): void => {
    const room = call.guild.voiceRoom;
    if (room === undefined || rooms.has(room)) return;
    rooms.add(room);
    act(room);
  };
  watch = setInterval(look, 1);
  return rooms;
}

function connectsTo(rooms: ReadonlySet<VoiceRoom>): number {
  return [...rooms].reduce((sum, room) => sum + room.client.connects, 0);
}

describe('joining', () => {
  it('works whichever of the two gateway messages comes first', async () => {
    await using call = await startLoopbackCall();
    call.world.faults.use('voice-server-first');
    await call.join();
    expect(call.events.filter(({ type }) => type === 'voice.rejoin')).toEqual([]);
    await expectHeard(call);
  });

  it('tries again when the IP discovery was lost', async () => {
    await using call = await startLoopbackCall();
    let isFirst = true;
    inEachRoom(call, (room) => {
      if (isFirst) room.faults.use({ name: 'lost-discovery' });
      isFirst = false;
    });
    const link = await call.join({ joinTimeoutMs: 3000 });
    expect(link.stats().state).toBe('ready');
    expect(call.events.filter(({ type }) => type === 'voice.rejoin')).toHaveLength(1);
    await expectHeard(call);
  });

  it('survives a gateway that closes in the middle of the IP discovery', async () => {
    await using call = await startLoopbackCall();
    let isFirst = true;
    inEachRoom(call, (room) => {
      if (!isFirst) return;
      isFirst = false;
      room.faults.use({ name: 'lost-discovery' });
      eventually('the discovery', () => room.client.discoveries > 0).then(
        () => room.close(4006),
        () => undefined,
      );
    });
    const link = await call.join({ joinTimeoutMs: 8000 });
    expect(link.stats().state).toBe('ready');
    expect(call.events.some(({ type }) => type === 'voice.connection-error')).toBe(true);
  });

  it('gives up in time when Discord does not answer, and leaves nothing behind', async () => {
    await using call = await startLoopbackCall();
    call.world.faults.use('voice-join-ignored', { times: Infinity });
    await expect(call.join({ joinTimeoutMs: 1000 })).rejects.toMatchObject({ code: 'VOICE_JOIN_TIMEOUT' });
    expect(call.closed).toEqual([]);
    call.world.faults.clear();
    await call.join();
    await expectHeard(call);
  });

  it('can be called off', async () => {
    await using call = await startLoopbackCall();
    call.world.faults.use('voice-join-ignored', { times: Infinity });
    const stop = new AbortController();
    const joining = call.join({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error('never mind')), 200);
    await expect(joining).rejects.toThrow('never mind');
  });

  it.each([
    [4017, 'VOICE_DAVE_REQUIRED', 1],
    [4004, 'VOICE_CONNECTION_LOST', 1],
    [4006, 'VOICE_CONNECTION_LOST', 2],
  ])('ends when the voice server closes with %d each time', async (code, error, connects) => {
    await using call = await startLoopbackCall();
    const rooms = inEachRoom(call, (room) => room.faults.use({ name: 'close-on-identify', code }));
    const joining = call.join({ joinTimeoutMs: 10_000 });
    await expect(joining).rejects.toMatchObject({ code: error, context: { closeCode: code } });
    expect(connectsTo(rooms)).toBe(connects);
  });

  it('waits for nobody when the bot is alone, and speaks to whoever comes', async () => {
    await using call = await startLoopbackCall();
    await call.ada.leave();
    const link = await call.join({ daveTimeoutMs: 3000 });
    expect(call.events.filter(({ type }) => type === 'voice.encryption-late')).toEqual([]);
    await call.ada.join(call.lounge);
    await expectHeard(call);
    expect(link.stats().encryption.epoch).toBe(1);
  });
});

describe('a voice link', () => {
  it.each([4006, 4009])('leaves and joins anew after %d', async (code) => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    call.room.close(code);
    await eventually('the end of the connection', () => link.stats().state === 'rejoining');
    await eventually('the new connection', () => link.stats().state === 'ready');
    await expectHeard(call);
    expect(link.stats().rejoins).toBe(1);
    expect(call.closed).toEqual([]);
    expect(call.gone).toEqual([]);
  });

  it('resumes after 4015 without leaving', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    call.room.close(4015);
    await eventually(
      'the resumption',
      () => call.room.client.resumes === 1 && link.stats().state === 'ready',
    );
    await expectHeard(call);
    expect(link.stats().rejoins).toBe(0);
    expect(call.room.client.connects).toBe(1);
  });

  it.each([
    [4017, 'VOICE_DAVE_REQUIRED'],
    [4020, 'VOICE_CONNECTION_LOST'],
  ])('ends for good with %d', async (code, error) => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const { room } = call;
    room.close(code);
    await eventually('the end', () => call.closed.length > 0);
    await sleep(300);
    expect(call.closed).toEqual([{ reason: 'failed', error: expect.objectContaining({ code: error }) }]);
    expect(link.stats().state).toBe('closed');
    expect(room.client.connects).toBe(1);
  });

  it.each([4014, 4021])('waits five seconds for a move after %d and ends then', async (code) => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const { room } = call;
    room.close(code);
    await eventually('the interruption', () => link.stats().state === 'interrupted');
    await sleep(1000);
    expect(call.closed).toEqual([]);
    await eventually('the end', () => call.closed.length > 0);
    expect(call.closed).toEqual([{ reason: 'removed' }]);
    expect(room.client.connects).toBe(1);
  });

  it('gives up after five new connections in a minute', { timeout: 90_000 }, async () => {
    await using call = await startLoopbackCall();
    const link = await call.join({ joinTimeoutMs: 4000 });
    const rooms = inEachRoom(call, (room) => room.faults.use({ name: 'close-on-identify', code: 4006 }));
    call.room.close(4006);
    await eventually('the end', () => call.closed.length > 0, 60_000);
    expect(call.closed[0]).toMatchObject({ reason: 'failed', error: { code: 'VOICE_CONNECTION_LOST' } });
    expect(link.stats().state).toBe('closed');
    expect(call.events.filter(({ type }) => type === 'voice.rejoin')).toHaveLength(5);
    expect(connectsTo(rooms)).toBe(6);
  });

  it('keeps its listeners when Discord changes the voice server', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const receiver = getVoiceConnection(call.guild.id)?.receiver;
    receiver?.ssrcMap.update({ userId: '1', audioSSRC: 4242 });
    call.guild.voiceServerLost();
    await eventually('the interruption', () => link.stats().state === 'interrupted');
    call.guild.voiceServerMoved();
    await eventually('the new server', () => link.stats().state === 'ready');
    // The new server deals new numbers: nobody may be known by an old one.
    expect(receiver?.ssrcMap.get(4242)).toBeUndefined();
    await expectHeard(call);
    expect(link.stats().rejoins).toBe(0);
  });

  it('goes along when it is moved to another channel', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    const library = call.guild.createVoiceChannel('Library');
    call.guild.moveBot(library);
    await eventually('the move', () => link.channelId === library.id);
    await eventually('Ada left behind', () => call.gone.includes(call.ada.id));
    await call.ada.moveTo(library);
    await eventually(
      'the connection',
      () => link.stats().state === 'ready' && link.stats().receive.speakers === 1,
    );
    await expectHeard(call);
    expect(call.closed).toEqual([]);
  });

  it('ends at once when it is put out of the channel', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    call.guild.disconnectBot();
    await eventually('the end', () => call.closed.length > 0, 3000);
    expect(call.closed).toEqual([{ reason: 'removed' }]);
    expect(link.stats().state).toBe('closed');
    await link.leave();
  });

  it('outlives a break of the main gateway', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    call.world.dropGateway({ code: 4000 });
    await eventually('the gateway', () => call.world.botOnline);
    await expectHeard(call);
    expect(link.stats()).toMatchObject({ state: 'ready', rejoins: 0 });
  });

  it('ends, once, when Discord shuts the bot out of the main gateway', async () => {
    await using call = await startLoopbackCall();
    call.client.on('error', () => undefined);
    const link = await call.join();
    call.world.dropGateway({ code: 4013 });
    await eventually('the end', () => call.closed.length > 0);
    expect(call.closed).toMatchObject([{ reason: 'failed', error: { code: 'VOICE_CONNECTION_LOST' } }]);
    await link.leave();
    expect(call.closed).toHaveLength(1);
  });

  it('leaves when it is told, twice over, and can join again', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    await Promise.all([link.leave(), link.leave()]);
    expect(call.closed).toEqual([{ reason: 'left' }]);
    await eventually('the bot gone', () => call.guild.voiceState(call.world.botUser.id) === undefined);
    await call.join();
    await expectHeard(call);
  });

  it('ends when the client goes away', async () => {
    await using call = await startLoopbackCall();
    const link = await call.join();
    await call.client.destroy();
    await link.leave();
    expect(call.closed).toHaveLength(1);
  });
});
