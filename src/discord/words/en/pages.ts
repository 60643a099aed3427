/** Lists with more than one page. */
export const pages = {
  previous: 'Back',
  next: 'Next',
  at: (page: string) => `Page ${page}`,
  expired: 'These pages are no longer remembered. Use the command again.',
};
