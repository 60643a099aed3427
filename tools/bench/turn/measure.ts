import { sleep } from '#core';
import { openBenchCall, type BenchCall } from './bench-call.ts';
import { openBenchStage, type BenchStage, type BenchStageOptions } from './bench-stage.ts';
import { percentile, summarise, whereOf, type MeasuredTurn, type TurnRow } from './figures.ts';
import { LONG_REPLY, REPLY } from './sentences.ts';
import { marksOf } from './waterfall.ts';

/** Turns before the measured ones: the first pages of the models are read, and pauses are learned. */
const WARM_UP_TURNS = 3;
/** People who talk at once begin so long after each other. */
const STAGGER_MS = 700;
/** Speech over a reply begins when it has been heard for so long. */
const INTERRUPT_AFTER_MS = 1500;
/** Sound in this time before the interruption: the reply was going on. */
const STILL_HEARD_MS = 100;
/** A reply that was only held would go on within this time. */
const AFTER_INTERRUPTION_MS = 2500;

/** Turns of one person with pauses in mid-sentence, one after the other. */
export async function measureTurns(options: BenchStageOptions, turns: number): Promise<TurnRow> {
  await using stage = await openBenchStage(options);
  const call = await openBenchCall(stage, 'Ada', 1);
  const measured: MeasuredTurn[] = [];
  for (let index = 0; index < turns + WARM_UP_TURNS; index += 1) {
    const turn = await measureTurn(call, index);
    if (index >= WARM_UP_TURNS) measured.push(turn);
  }
  return summarise(options.firstTokenMs, measured);
}

async function measureTurn(call: BenchCall, index: number): Promise<MeasuredTurn> {
  const sentence = await call.sentence(index);
  const { firstMs, lastMs } = await call.say(0, sentence);
  const replyMs = await call.reply(lastMs);
  const wasCutOff = call.soundAtMs(firstMs, lastMs).length > 0;
  const voiceToVoiceMs = replyMs - lastMs;
  await call.hush();
  const { timings } = await call.record(lastMs);
  return { voiceToVoiceMs, where: whereOf(timings, voiceToVoiceMs), marks: marksOf(timings), wasCutOff };
}

/** How fast a reply falls silent, in ms from the first packet of the speech over it. */
export interface BargeInFigures {
  /** Until its last audible packet. */
  readonly pauseMs: number;
  /** Until the reply was ended for good. */
  readonly stopMs: number;
}

/** Speech over a reply, so many times; medians. */
export async function measureBargeIn(options: BenchStageOptions, times: number): Promise<BargeInFigures> {
  await using stage = await openBenchStage(options);
  const call = await openBenchCall(stage, 'Ada', 1);
  const pauses: number[] = [];
  const stops: number[] = [];
  for (let index = 0; index < times; index += 1) {
    stage.setReply(LONG_REPLY);
    const asked = await call.say(0, await call.sentence(0));
    const replyMs = await call.reply(asked.lastMs);
    await sleep(Math.max(0, replyMs + INTERRUPT_AFTER_MS - performance.now()));
    stage.setReply(REPLY);
    const { firstMs, lastMs } = await call.say(0, await call.sentence(4));
    const { atMs } = await call.record(firstMs);
    // A reply whose sound came too late to be spoken over says nothing about silence.
    if (call.soundAtMs(firstMs - STILL_HEARD_MS, firstMs).length > 0) {
      const lastHeardMs = call.soundAtMs(firstMs, lastMs).at(-1) ?? firstMs;
      pauses.push(lastHeardMs - firstMs);
      stops.push(atMs - firstMs);
    }
    await call.reply(lastMs);
    await call.hush();
    await sleep(AFTER_INTERRUPTION_MS / 2);
  }
  if (pauses.length === 0) throw new Error('No reply was heard when it was spoken over.');
  return { pauseMs: percentile(pauses, 0.5), stopMs: percentile(stops, 0.5) };
}

/** Several people and calls at once. */
export interface LoadFigures {
  readonly calls: number;
  readonly people: number;
  readonly turns: number;
  readonly p50: number;
  readonly p95: number;
  /** Sentences of which the model was never told. */
  readonly lost: number;
}

/** Four people who talk over each other in one call, and one in another at the same time. */
export async function measureLoad(options: BenchStageOptions, rounds: number): Promise<LoadFigures> {
  await using stage = await openBenchStage(options);
  const calls = [await openBenchCall(stage, 'Many', 4), await openBenchCall(stage, 'Single', 1)];
  const waits: number[] = [];
  let lost = 0;
  for (let round = 0; round < rounds; round += 1) {
    const results = await Promise.all(calls.map((call) => talkOverEachOther(stage, call)));
    for (const result of results) {
      waits.push(result.waitedMs);
      lost += result.lost;
    }
  }
  const people = calls.reduce((sum, call) => sum + call.people.length, 0);
  const figures = { p50: percentile(waits, 0.5), p95: percentile(waits, 0.95) };
  return { calls: calls.length, people, turns: waits.length, ...figures, lost };
}

async function talkOverEachOther(
  stage: BenchStage,
  call: BenchCall,
): Promise<{ readonly waitedMs: number; readonly lost: number }> {
  const requestsBefore = stage.chat.requests.length;
  const sentences = await Promise.all(call.people.map((_, index) => call.sentence(index * 2)));
  const spoken = await Promise.all(
    sentences.map(async (sentence, person) => {
      await sleep(person * STAGGER_MS);
      return call.say(person, sentence);
    }),
  );
  const lastMs = Math.max(...spoken.map((times) => times.lastMs));
  const replyMs = await call.reply(lastMs);
  await call.hush();
  const told = JSON.stringify(stage.chat.requests.slice(requestsBefore).map(({ body }) => body));
  const lost = call.people.filter((person, index) => {
    const line = `${person.name}: ${sentences[index]?.speech.text ?? ''}`;
    return !told.includes(line);
  }).length;
  return { waitedMs: replyMs - lastMs, lost };
}
