import { expect, test } from 'vitest';
import {
  createConversationsRepository,
  type ChannelConversation,
  type ConversationsRepository,
  type StoredRemark,
} from './conversations.ts';
import { temporaryDatabase, temporaryDataFolder } from './testing/temporary-store.ts';

const said = (userId: string | undefined, text: string): StoredRemark => ({
  userId,
  name: userId ?? '',
  text,
  isUncertain: false,
  isWritten: true,
  isInterrupted: false,
});
const open = (folder = temporaryDataFolder()): ConversationsRepository =>
  createConversationsRepository(temporaryDatabase('app', folder));
const textsOf = (conversation: ChannelConversation): readonly string[] =>
  conversation.load().exchanges.flatMap(({ remarks }) => remarks.map(({ text }) => text));

test('a conversation outlives the process that had it', () => {
  const folder = temporaryDataFolder();
  const before = open(folder).of('guild', 'lounge');
  expect(before.load()).toEqual({ summary: undefined, exchanges: [] });
  before.add([said('ada', 'Hello.'), said('ben', 'Hi.'), said(undefined, 'Good evening.')]);
  const second = before.add([{ ...said('ada', 'How are you?'), isUncertain: true, isWritten: false }]);

  const after = open(folder).of('guild', 'lounge').load();
  expect(after.exchanges).toHaveLength(2);
  expect(after.exchanges[0]?.remarks).toEqual([
    said('ada', 'Hello.'),
    said('ben', 'Hi.'),
    said(undefined, 'Good evening.'),
  ]);
  expect(after.exchanges[1]).toEqual({
    id: second,
    remarks: [{ ...said('ada', 'How are you?'), isUncertain: true, isWritten: false }],
  });
});

test('a summary takes the place of what it was made from', () => {
  const lounge = open().of('guild', 'lounge');
  const first = lounge.add([said('ada', 'One.')]);
  lounge.add([said('ada', 'Two.')]);
  lounge.condense({ text: 'Ada counts.', userIds: ['ada'] }, first);

  expect(lounge.load().summary).toEqual({ text: 'Ada counts.', userIds: ['ada'] });
  expect(textsOf(lounge)).toEqual(['Two.']);
  expect(lounge.add([said('ada', 'Three.')])).toBeGreaterThan(first + 1);
});

test('channels do not know of each other, and one can be cleared', () => {
  const conversations = open();
  conversations.of('guild', 'lounge').add([said('ada', 'In the lounge.')]);
  conversations.of('guild', 'attic').add([said('ada', 'In the attic.')]);
  conversations.of('guild', 'lounge').clear();

  expect(textsOf(conversations.of('guild', 'lounge'))).toEqual([]);
  expect(textsOf(conversations.of('guild', 'attic'))).toEqual(['In the attic.']);
});

test('a person is forgotten everywhere: words, answers to nobody else, summaries that know them', () => {
  const conversations = open();
  const lounge = conversations.of('guild', 'lounge');
  lounge.add([said('ada', 'My secret.'), said(undefined, 'I keep your secret.')]);
  lounge.add([said('ada', 'Hello.'), said('ben', 'Hi.'), said(undefined, 'Hello, you two.')]);
  lounge.add([said('ben', 'Bye.'), said(undefined, 'Bye, Ben.')]);
  const attic = conversations.of('other', 'attic');
  attic.add([said('ben', 'A word.')]);
  attic.condense({ text: 'Ada and Ben talked.', userIds: ['ada', 'ben'] }, 0);
  const cellar = conversations.of('other', 'cellar');
  cellar.add([said('ben', 'Alone.')]);
  cellar.condense({ text: 'Ben talked.', userIds: ['ben'] }, 0);

  expect(conversations.forgetPerson('ada')).toBe(2);
  expect(textsOf(lounge)).toEqual(['Hi.', 'Hello, you two.', 'Bye.', 'Bye, Ben.']);
  expect(attic.load().summary).toBeUndefined();
  expect(cellar.load().summary?.text).toBe('Ben talked.');
});

test('what is older than a moment goes, server by server', () => {
  const conversations = open();
  conversations.of('one', 'lounge').add([said('ada', 'Here.')]);
  conversations.of('two', 'lounge').add([said('ada', 'There.')]);

  expect(conversations.removeBefore('one', Date.now() - 1000)).toBe(0);
  expect(conversations.removeBefore('one', Date.now() + 1000)).toBe(1);
  expect(textsOf(conversations.of('one', 'lounge'))).toEqual([]);
  expect(conversations.guildIds()).toEqual(['two']);
});
