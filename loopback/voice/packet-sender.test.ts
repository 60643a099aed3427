import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { VoiceFault } from './fault-names.ts';
import { VoiceFaults } from './faults.ts';
import { PacketSender } from './packet-sender.ts';
import { parseRtpHeader, rtpPayload, type RtpHeader } from './rtp.ts';
import { frames, pause, until } from './test-support.ts';
import { createTransportCipher } from './transport-cipher.ts';

const SSRC = 4711;
/** Stands for end-to-end encryption: recognisable, and not the frame. */
const encrypt = (frame: Buffer): Buffer => Buffer.from(frame.toReversed());

interface Arrived {
  readonly header: RtpHeader;
  /** What the transport encryption held; `undefined` when its tag was wrong. */
  readonly frame: Buffer | undefined;
}

const senders: PacketSender[] = [];

function startSender(...wanted: readonly VoiceFault[]): { sender: PacketSender; arrived: Arrived[] } {
  const faults = new VoiceFaults(() => undefined);
  for (const fault of wanted) faults.use(fault);
  const cipher = createTransportCipher('aead_aes256_gcm_rtpsize', randomBytes(32));
  const arrived: Arrived[] = [];
  const sender = new PacketSender(
    {
      ssrc: SSRC,
      userId: '1',
      faults,
      seal: (clear, body) => cipher.seal(clear, body),
      encrypt,
      sendPacket(packet) {
        const header = parseRtpHeader(packet);
        const opened = header && cipher.open(packet, header.clearBytes);
        if (header) arrived.push({ header, frame: opened && rtpPayload(header, opened) });
      },
    },
    65_533,
  );
  senders.push(sender);
  return { sender, arrived };
}

const said = frames(6);
const encrypted = said.map(encrypt);

function sendAll(sender: PacketSender): readonly string[] {
  return said.map((frame, index) => sender.send(frame, { timestamp: index * 960 }));
}

const sequences = (arrived: readonly Arrived[]): readonly number[] =>
  arrived.map(({ header }) => header.sequence);

afterEach(() => {
  for (const sender of senders.splice(0)) sender.close();
});

test('without faults every packet goes out at once, numbered across the wrap, extended, and sometimes padded', () => {
  const { sender, arrived } = startSender();
  expect(sendAll(sender)).toEqual(Array(6).fill('sent'));
  expect(sequences(arrived)).toEqual([65_533, 65_534, 65_535, 0, 1, 2]);
  expect(arrived.map(({ header }) => header.timestamp)).toEqual([0, 960, 1920, 2880, 3840, 4800]);
  expect(arrived.map(({ frame }) => frame)).toEqual(encrypted);
  expect(arrived.every(({ header }) => header.extensionBytes === 4 && header.ssrc === SSRC)).toBe(true);
  expect(arrived.map(({ header }) => header.padded)).toEqual([false, false, false, true, false, false]);
});

test('the caller may number packets itself and mark the first of a spurt', () => {
  const { sender, arrived } = startSender();
  sender.send(said[0] ?? Buffer.alloc(0), { timestamp: 5, sequence: 100, marker: true });
  sender.send(said[1] ?? Buffer.alloc(0), { timestamp: 6 });
  expect(arrived.map(({ header }) => [header.sequence, header.marker])).toEqual([
    [100, true],
    [101, false],
  ]);
});

test('loss uses up a sequence number', () => {
  const { sender, arrived } = startSender({ name: 'loss', times: 2 });
  expect(sendAll(sender)).toEqual(['lost', 'lost', 'sent', 'sent', 'sent', 'sent']);
  expect(sequences(arrived)).toEqual([65_535, 0, 1, 2]);
});

test('duplicate sends the very same packet twice', () => {
  const { sender, arrived } = startSender({ name: 'duplicate' });
  sendAll(sender);
  expect(sequences(arrived)).toEqual([65_533, 65_533, 65_534, 65_535, 0, 1, 2]);
});

test('reorder lets a packet arrive after its successor', () => {
  const { sender, arrived } = startSender({ name: 'reorder', delayMs: 5000 });
  expect(sendAll(sender)[0]).toBe('held');
  expect(sequences(arrived)).toEqual([65_534, 65_533, 65_535, 0, 1, 2]);
});

test('reorder lets a packet without successor go after its delay', async () => {
  const { sender, arrived } = startSender({ name: 'reorder', delayMs: 10 });
  sender.send(said[0] ?? Buffer.alloc(0), { timestamp: 0 });
  expect(arrived).toEqual([]);
  await until('it went', () => arrived.length === 1);
});

test('jitter makes packets late and keeps their order', async () => {
  const { sender, arrived } = startSender({ name: 'jitter', rate: 1, delayMs: 40, seed: 2 });
  expect(sendAll(sender)).toEqual(Array(6).fill('held'));
  expect(arrived).toEqual([]);
  await until('all arrived', () => arrived.length === 6);
  expect(sequences(arrived)).toEqual([65_533, 65_534, 65_535, 0, 1, 2]);
});

test('close drops what is late', async () => {
  const { sender, arrived } = startSender({ name: 'jitter', rate: 1, delayMs: 20 });
  sendAll(sender);
  sender.close();
  await pause(60);
  expect(arrived).toEqual([]);
});

test('padding-only precedes the packet with a burst of empty ones that are numbered too', () => {
  const { sender, arrived } = startSender({ name: 'padding-only', count: 5 });
  sendAll(sender);
  expect(arrived).toHaveLength(11);
  expect(arrived.slice(0, 5).every(({ header, frame }) => header.padded && frame?.length === 0)).toBe(true);
  expect(sequences(arrived)).toEqual([65_533, 65_534, 65_535, 0, 1, 2, 3, 4, 5, 6, 7]);
  expect(arrived[5]?.frame).toEqual(encrypted[0]);
});

test('corrupt-transport cannot be opened', () => {
  const { sender, arrived } = startSender({ name: 'corrupt-transport' });
  sendAll(sender);
  expect(arrived.map(({ frame }) => frame)).toEqual([undefined, ...encrypted.slice(1)]);
});

test('corrupt-frame can be opened and holds something else, of the same size and with the same end', () => {
  const { sender, arrived } = startSender({ name: 'corrupt-frame' });
  sendAll(sender);
  const damaged = arrived[0]?.frame;
  expect(damaged).not.toEqual(encrypted[0]);
  expect(damaged?.subarray(1)).toEqual(encrypted[0]?.subarray(1));
});

test('all-zero-frame holds zeros, clear-frame the frame itself', () => {
  const { sender, arrived } = startSender({ name: 'all-zero-frame' });
  sendAll(sender);
  expect(arrived[0]?.frame).toEqual(Buffer.alloc(said[0]?.length ?? 0));
  const clear = startSender({ name: 'clear-frame' });
  sendAll(clear.sender);
  expect(clear.arrived.map(({ frame }) => frame)).toEqual([said[0], ...encrypted.slice(1)]);
});

test('csrc puts one contributing source into the header', () => {
  const { sender, arrived } = startSender({ name: 'csrc' });
  sendAll(sender);
  expect(arrived.map(({ header }) => header.clearBytes)).toEqual([20, 16, 16, 16, 16, 16]);
  expect(arrived[0]?.frame).toEqual(encrypted[0]);
});

test('long-packet joins three frames under the time of the first', () => {
  const { sender, arrived } = startSender({ name: 'long-packet' });
  expect(sendAll(sender)).toEqual(['held', 'held', 'sent', 'sent', 'sent', 'sent']);
  expect(arrived.map(({ header }) => header.timestamp)).toEqual([0, 2880, 3840, 4800]);
  const toc = arrived[0]?.frame && encrypt(arrived[0].frame).readUInt16BE(0);
  expect(toc).toBe(0x7b83);
});

test('long-packet sends frames of different kinds one by one', () => {
  const { sender, arrived } = startSender({ name: 'long-packet' });
  const mixed = [Buffer.from([0x78, 1]), Buffer.from([0x70, 2]), Buffer.from([0x78, 3])];
  for (const [index, frame] of mixed.entries()) sender.send(frame, { timestamp: index * 960 });
  expect(arrived.map(({ frame }) => frame)).toEqual(mixed.map(encrypt));
  expect(arrived.map(({ header }) => header.timestamp)).toEqual([0, 960, 1920]);
});

test('timestamp-jump holds for all packets from then on', () => {
  const { sender, arrived } = startSender({ name: 'timestamp-jump', delayMs: 1000 });
  sendAll(sender);
  expect(arrived.map(({ header }) => header.timestamp)).toEqual([
    48_000, 48_960, 49_920, 50_880, 51_840, 52_800,
  ]);
});
