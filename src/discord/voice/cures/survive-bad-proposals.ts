import type { DAVESession } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

type Transition = { readonly transitionId: number; readonly success: boolean };

/**
 * Fault: nothing catches what the MLS library throws at a bad message of the voice gateway (a proposal of
 * another epoch, one for a person who was not announced, an external sender where encryption is off): the
 * process dies.
 *
 * Cure: the session asks to be added anew (opcode 31), or ignores what has no meaning for it.
 */
export function surviveBadProposals(library: VoiceLibrary): void {
  const { prototype } = library.DAVESession;
  patchMethod<DAVESession, [payload: Buffer, clients: Set<string>], Buffer | undefined>(
    prototype,
    'processProposals',
    (process) =>
      function processOrRecover(payload, clients) {
        try {
          return process.call(this, payload, clients);
        } catch (error) {
          this.emit('debug', `Proposals refused: ${String(error)}`);
          if (this.session !== undefined) this.recoverFromInvalidTransition(this.lastTransitionId ?? 0);
          return undefined;
        }
      },
  );
  patchMethod<DAVESession, [externalSender: Buffer], void>(
    prototype,
    'setExternalSender',
    (set) =>
      function setOrIgnore(externalSender) {
        try {
          set.call(this, externalSender);
        } catch (error) {
          // Either encryption is off, or the group stands and keeps the sender that it has.
          this.emit('debug', `External sender refused: ${String(error)}`);
        }
      },
  );
  for (const name of ['processCommit', 'processWelcome']) {
    patchMethod<DAVESession, [payload: Buffer], Transition>(
      prototype,
      name,
      (process) =>
        function processOrIgnore(payload) {
          try {
            return process.call(this, payload);
          } catch (error) {
            this.emit('debug', `${name} failed: ${String(error)}`);
            return { transitionId: 0, success: false };
          }
        },
    );
  }
}
