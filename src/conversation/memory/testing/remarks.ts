import type { Exchange, Remark } from '../remark.ts';
import { replyRemark } from '../remark.ts';

/** What somebody said; the name is the id with a capital. */
export const said = (userId: string, text: string, isUncertain = false): Remark => ({
  userId,
  name: `${userId[0]?.toUpperCase() ?? ''}${userId.slice(1)}`,
  text,
  isUncertain,
  isWritten: false,
  isInterrupted: false,
});

/** So many exchanges of Ada and the bot, each of about the same length. */
export const talk = (count: number): readonly Exchange[] =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    remarks: [said('ada', `Question number ${index + 1}.`), replyRemark(`Answer ${index + 1}.`, false)],
  }));
