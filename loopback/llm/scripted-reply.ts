/** One message of a request, as the server understood it. */
export interface ReceivedMessage {
  readonly role: string;
  readonly content: string;
}

const MAX_ECHO_CHARACTERS = 200;

/** What the server says when nobody scripted anything: what it is, and what it heard last. */
export function scriptedReply(messages: readonly ReceivedMessage[]): string {
  const heard = messages.findLast((message) => message.role === 'user')?.content.trim() ?? '';
  const opening = "This is the loopback's scripted model, not a language model.";
  if (heard === '') return `${opening} I was told nothing.`;
  return `${opening} I was told: ${heard.slice(0, MAX_ECHO_CHARACTERS)}`;
}
