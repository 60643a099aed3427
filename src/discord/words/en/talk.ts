/** Written conversations, settings and memory. */
export const talk = {
  asked: (text: string) => `> ${text.replaceAll('\n', '\n> ')}`,
  answersAloud: (channelId: string) => `I answer aloud in <#${channelId}>.`,
  remembers: (days: number) =>
    `I keep what is said for ${days} days, so that we can go on with it; /memory shows it, /forget me deletes what you said.`,

  settings: {
    title: 'Settings of this server',
    line: (name: string, value: string, description: string) => `**${name}** = \`${value}\`\n${description}`,
    changed: 'changed',
    isSet: (name: string, value: string) => `**${name}** is \`${value}\` now.`,
    takesEffect: {
      now: 'It counts from now on.',
      'next-join': 'It counts when I come into a voice channel the next time.',
    },
    unknown: (name: string) => `There is no setting named ${name}. /settings show lists all.`,
    invalid: (name: string, allowed: string) => `**${name}** must be ${allowed}.`,
    contradicts: (name: string, other: string) => `**${name}** must not be more than **${other}**.`,
  },

  memory: {
    nothing: 'I remember nothing of what was said here.',
    exchanges: (count: number) => `I remember the last ${count} exchanges word by word.`,
    summary: (text: string) => `What was said before, in short:\n${text}`,
    forgotten: 'I have forgotten what was said here.',
  },
  forgottenPerson: (remarks: number) =>
    `I have deleted what I had kept of you: ${remarks} remarks, my answers to you alone, every summary that your words went into, and your words in my log.`,
};
