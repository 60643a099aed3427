/** Ten questions that an admin would ask. */
export const ADMIN_QUESTIONS = [
  '',
  'sev:>=warn',
  'sev:>=error since:2h',
  'code:VOICE_* since:2h',
  'code:TIMED_OUT',
  'type:turn.ended ms:>1500',
  'server:1003 sev:>=warn',
  'user:@5000 since:7d',
  '"stop now"',
  'lighthouse -sev:debug',
] as const;
