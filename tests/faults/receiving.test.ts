import { sleep } from '#core';
import { expect } from 'vitest';
import { cure, describeFaults, type FaultRow } from './fault-row.ts';

const SENTENCE = 'What is the weather today?';

const ROWS: readonly FaultRow[] = [
  {
    fault: 'R1: more than 37 frames in a row cannot be decrypted, after a transition with id 0',
    cure: cure('never-throw-on-decrypt', 'neverThrowOnDecrypt'),
    async play(scene) {
      await scene.join();
      await scene.ada.speak(await scene.sound('I would like to hear more, thank you.'), {
        faults: [{ name: 'corrupt-frame', rate: 1 }],
      });
      await scene.encrypted();
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R2: a burst of packets without payload makes the encryption start anew',
    cure: cure('drop-padding-only', 'dropPaddingOnly'),
    stage: { firstTransitionId: 5 },
    async play(scene) {
      await scene.join();
      scene.room().faults.use({ name: 'padding-only', count: 50, times: 2 });
      await scene.says(SENTENCE);
      const asked = scene.room().client.received.map(({ op }) => op);
      expect(asked).not.toContain(31);
    },
  },
  {
    fault: 'R3: somebody talks while the voice gateway resumes',
    cure: cure('keep-ciphertext-out', 'keepCiphertextOut'),
    async play(scene) {
      await scene.join();
      // Who speaks is told by the very gateway that is about to be away.
      await scene.says('Hello, Mira.');
      scene.room().faults.use({ name: 'late-resume', delayMs: 4000 });
      scene.room().faults.use({ name: 'close', code: 4015 });
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R4: a proposal of another epoch',
    cure: cure('survive-bad-proposals', 'surviveBadProposals'),
    async play(scene) {
      await scene.join();
      scene.room().faults.use({ name: 'wrong-epoch-proposal' });
      await scene.encrypted();
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R4: a proposal for somebody who was not announced',
    cure: cure('survive-bad-proposals', 'surviveBadProposals'),
    async play(scene) {
      await scene.join();
      scene.room().faults.use({ name: 'proposal-before-clients-connect' });
      await scene.guild.createMember('Ben').join(scene.lounge);
      // The announcement comes half a second after the proposal, and the group settles after that.
      await sleep(1000);
      await scene.encrypted();
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R4: an external sender where nothing is encrypted',
    cure: cure('survive-bad-proposals', 'surviveBadProposals'),
    stage: { daveVersion: 0 },
    async play(scene) {
      await scene.join();
      scene.room().faults.use({ name: 'external-sender-at-v0' });
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R5: one packet is damaged on the way',
    cure: cure('survive-damaged-packets', 'surviveDamagedPackets'),
    async play(scene) {
      await scene.join();
      scene.room().faults.use({ name: 'corrupt-transport' });
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R6: packets are lost, late, twice and out of order',
    cure: cure('attach-rtp-fields', 'attachRtpFields'),
    async play(scene) {
      await scene.join();
      for (const name of ['loss', 'duplicate', 'reorder'] as const) {
        scene.room().faults.use({ name, rate: 0.03, seed: 7 });
      }
      scene.room().faults.use({ name: 'jitter', rate: 0.2, delayMs: 40 });
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R7: somebody who left is still listened to',
    cure: cure('release-who-left', 'releaseWhoLeft'),
    async play(scene) {
      const ben = scene.guild.createMember('Ben');
      await ben.join(scene.lounge);
      await scene.join();
      await ben.leave();
      await scene.says(SENTENCE);
      const { content } = await scene.ada.run('status', { in: scene.general });
      expect(content).toContain('from 1 people in 1 streams');
    },
  },
  {
    fault: 'R8: packets come before Discord says who sends them',
    cure: cure('keep-early-packets', 'keepEarlyPackets'),
    async play(scene) {
      await scene.join();
      scene.room().faults.use({ name: 'late-speaking', delayMs: 800 });
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R8: somebody comes back with another SSRC',
    async play(scene) {
      await scene.join();
      await scene.says('Hello, Mira.');
      scene.room().faults.use({ name: 'ssrc-change' });
      await scene.encrypted();
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'R9: a packet names a contributing source',
    cure: cure('survive-damaged-packets', 'surviveDamagedPackets'),
    async play(scene) {
      await scene.join();
      scene.room().faults.use({ name: 'csrc' });
      await scene.says(SENTENCE);
    },
  },
  {
    fault: 'a datagram is too short to be a packet',
    cure: cure('ignore-short-datagrams', 'ignoreShortDatagrams'),
    async play(scene) {
      await scene.join();
      scene.room().faults.use({ name: 'short-datagram' });
      await scene.says(SENTENCE);
    },
  },
];

describeFaults('receiving', ROWS);
