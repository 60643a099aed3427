/**
 * How urgent a job is, most urgent first: speech in a call, speech that may go on, something that a person
 * waits for on a screen, work that nobody waits for, such as files and training.
 */
export const JOB_PRIORITIES = ['live', 'provisional', 'preview', 'background'] as const;
export type JobPriority = (typeof JOB_PRIORITIES)[number];
