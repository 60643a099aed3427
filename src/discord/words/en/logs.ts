/** What happened, and the questions to it. */
export const logs = {
  nothing: 'Nothing that happened in this server fits.',
  total: (count: number) => `${count} events`,
  types: 'Types',
  codes: 'Codes',
  calm: 'calm',
  warnings: 'warnings',
  errors: 'errors',
  everything: 'Everything',
  notThere: (sequence: number) => `There is no event ${sequence} in this server (any more).`,
  watching: (seconds: number) => `Watching for ${seconds} s; the newest stand below.`,
  watched: 'That was it. Use the command again to go on.',
  exported: (count: number, isAll: boolean) =>
    isAll
      ? `${count} events, one JSON object a line.`
      : `The newest ${count} events, one JSON object a line.`,
  /** A picture of the statistics, for those who do not see it. */
  pictured: (total: number, warnings: number, errors: number) =>
    `${total} events over time: ${warnings} warnings and ${errors} errors among them.`,
};
