import { AppError } from '#core';
import type { InferenceJob } from './inference-job.ts';
import { JOB_PRIORITIES, type JobPriority } from './job-priority.ts';

/**
 * Jobs that wait for a thread: the more urgent first, among equals the earlier one. The order is strict: live
 * speech is never kept waiting by work that nobody listens for.
 *
 * When the queue is full, an urgent job takes the place of the last one that is less urgent, which fails with
 * `INFERENCE_QUEUE_FULL`; when there is none, the new job is refused.
 */
export class JobQueue {
  readonly #name: string;
  readonly #maxQueued: number;
  readonly #waiting = new Map<JobPriority, InferenceJob[]>(JOB_PRIORITIES.map((priority) => [priority, []]));

  /** @param name - the worker's, for messages. */
  constructor(name: string, maxQueued: number) {
    this.#name = name;
    this.#maxQueued = maxQueued;
  }

  get length(): number {
    let length = 0;
    for (const jobs of this.#waiting.values()) length += jobs.length;
    return length;
  }

  /** Makes room for one job. @throws AppError `INFERENCE_QUEUE_FULL` when everything that waits is as urgent. */
  admit(priority: JobPriority): void {
    if (this.length < this.#maxQueued) return;
    const lessUrgent = JOB_PRIORITIES.slice(JOB_PRIORITIES.indexOf(priority) + 1).toReversed();
    for (const other of lessUrgent) {
      const displaced = this.#jobs(other).pop();
      if (displaced === undefined) continue;
      displaced.fail(this.#full());
      return;
    }
    throw this.#full();
  }

  push(job: InferenceJob): void {
    this.#jobs(job.priority).push(job);
  }

  shift(): InferenceJob | undefined {
    for (const jobs of this.#waiting.values()) if (jobs.length > 0) return jobs.shift();
    return undefined;
  }

  /** Takes a job out; false when it does not wait. */
  remove(job: InferenceJob): boolean {
    const jobs = this.#jobs(job.priority);
    const place = jobs.indexOf(job);
    if (place >= 0) jobs.splice(place, 1);
    return place >= 0;
  }

  /** Takes all of them out. */
  clear(): readonly InferenceJob[] {
    return [...this.#waiting.values()].flatMap((jobs) => jobs.splice(0));
  }

  #jobs(priority: JobPriority): InferenceJob[] {
    return this.#waiting.get(priority) ?? [];
  }

  #full(): AppError {
    return new AppError('INFERENCE_QUEUE_FULL', {
      message: `${this.#maxQueued} jobs wait for the worker ${this.#name} already.`,
      context: { worker: this.#name, maxQueued: this.#maxQueued },
    });
  }
}
