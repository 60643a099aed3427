import { cp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sequence, silence } from '../fixtures/signals.ts';
import { speakSentence, SPOKEN_SENTENCES } from '../fixtures/spoken-sentences.ts';
import type { Utterance } from '../utterance.ts';
import { changeJson, copyOfSmallModel, SMALL_MODEL } from './fixtures/model-folder.ts';
import { plainEncoder } from './fixtures/plain-encoder.ts';
import { createReferenceRecogniser } from './fixtures/reference-recogniser.ts';
import {
  createWhisperTranscriber,
  type WhisperModelEvent,
  type WhisperTranscriber,
} from './whisper-transcriber.ts';

const utterance = (samples: Float32Array, voicedMs = samples.length / 16): Utterance => ({
  id: 'u7',
  userId: 'ada',
  samples,
  startMs: 0,
  endMs: samples.length / 16,
  voicedMs,
  provisional: false,
});

const patient = (): AbortSignal => new AbortController().signal;

describe('a transcriber', () => {
  let transcriber: WhisperTranscriber;
  let speech: Float32Array;

  beforeAll(async () => {
    transcriber = await createWhisperTranscriber({ modelPath: SMALL_MODEL, encoderThreads: 1 });
    speech = await speakSentence(SPOKEN_SENTENCES[0]!);
  });

  afterAll(async () => {
    await transcriber.close();
  });

  it('turns speech into text and says whose it is', async () => {
    const transcript = await transcriber.transcribe(utterance(speech), patient());
    expect(transcript).toMatchObject({ utteranceId: 'u7', userId: 'ada', language: 'en' });
    const reference = await createReferenceRecogniser(SMALL_MODEL);
    expect(transcript.text).toBe(reference.text(await reference.tokens(speech)));
    expect(transcript.confidence.averageLogProbability).toBeLessThan(0);
    expect(transcript.confidence.noSpeechProbability).toBeLessThan(0.1);
    expect(transcript.confidence.compressionRatio).toBeGreaterThan(0);
  });

  it('leaves the utterance to its owner', async () => {
    const before = speech.slice();
    await transcriber.transcribe(utterance(speech), patient());
    expect(speech).toEqual(before);
  });

  it('reads a part of a longer recording', async () => {
    const long = sequence(silence(5000), speech, silence(5000));
    const part = long.subarray(5000 * 16, 5000 * 16 + speech.length);
    const [whole, cut] = await Promise.all(
      [speech, part].map((samples) => transcriber.transcribe(utterance(samples), patient())),
    );
    expect(cut!.text).toBe(whole!.text);
  });

  it('hears nothing in silence', async () => {
    const { text } = await transcriber.transcribe(utterance(silence(1500), 200), patient());
    expect(text).toBe('');
  });

  it.each([
    ['no samples', new Float32Array(0), 'holds no sound'],
    ['a sample that is no number', new Float32Array(400).fill(NaN, 399), 'no finite numbers'],
    ['an endless sample', new Float32Array(400).fill(-Infinity, 3, 4), 'no finite numbers'],
  ])('refuses %s', async (_name, samples, complaint) => {
    await expect(transcriber.transcribe(utterance(samples), patient())).rejects.toMatchObject({
      code: 'TRANSCRIPTION_FAILED',
      retryable: false,
      message: expect.stringContaining(complaint),
    });
  });

  it('stops when nobody wants the text any more', async () => {
    const controller = new AbortController();
    const reason = new Error('barge-in');
    const work = transcriber.transcribe(utterance(speech), controller.signal);
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
    await expect(transcriber.transcribe(utterance(speech), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect((await transcriber.transcribe(utterance(speech), patient())).text).not.toBe('');
  });

  it('describes itself', () => {
    expect(transcriber.describe()).toMatchObject({
      model: 'whisper-everyday',
      language: undefined,
      languages: expect.arrayContaining(['en', 'de']),
      encoderThreads: 1,
      decoderThreads: 1,
      encoderFormat: 'fp32',
      decoderFormat: 'fp32',
      encoderPrecision: 'as-stored',
      windowPolicy: { floorSeconds: 15, marginSeconds: 2 },
      graphs: [
        { file: 'encoder_model.onnx', edits: ['dynamic-encoder', 'new-attention'] },
        { file: 'decoder_model_merged.onnx', edits: [] },
      ],
      lastTimings: {
        melMs: expect.any(Number),
        encodeMs: expect.any(Number),
        decodeMs: expect.any(Number),
        tokens: expect.any(Number),
      },
      worker: { state: 'ready', restarts: 0 },
    });
  });
});

describe('a start', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await copyOfSmallModel();
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it.each(['onnx/encoder_model.onnx', 'onnx/decoder_model_merged.onnx'])(
    'names a truncated %s',
    async (name) => {
      const path = join(folder, name);
      await truncate(path, Math.floor((await readFile(path)).length / 2));
      await expect(createWhisperTranscriber({ modelPath: folder })).rejects.toMatchObject({
        code: 'MODEL_FILE_INVALID',
        message: expect.stringContaining(path),
      });
    },
  );

  it('names a missing tokenizer.json', async () => {
    await rm(join(folder, 'tokenizer.json'));
    await expect(createWhisperTranscriber({ modelPath: folder })).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      message: expect.stringContaining('tokenizer.json'),
    });
  });

  it('refuses files that were mixed up', async () => {
    await cp(join(folder, 'onnx/encoder_model.onnx'), join(folder, 'onnx/decoder_model_merged.onnx'));
    await expect(createWhisperTranscriber({ modelPath: folder })).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining('decoder_model_merged.onnx'),
    });
  });

  it('tells of a graph that no edit knows, and gives it the whole window', async () => {
    await writeFile(join(folder, 'onnx/encoder_model.onnx'), plainEncoder(80, 128));
    const events: WhisperModelEvent[] = [];
    const transcriber = await createWhisperTranscriber({
      modelPath: folder,
      language: 'en',
      onModelEvent: (event) => events.push(event),
    });
    expect(transcriber.describe().windowPolicy).toBeUndefined();
    await transcriber.close();
    expect(events).toEqual([
      {
        type: 'graph-unedited',
        model: basename(folder),
        file: 'encoder_model.onnx',
        reason: expect.stringMatching(/\w{3}/u),
      },
    ]);
  });

  it('tells when the edited model cannot be kept', async () => {
    const cacheFolder = join(folder, 'config.json');
    const events: WhisperModelEvent[] = [];
    const transcriber = await createWhisperTranscriber({
      modelPath: folder,
      cacheFolder,
      onModelEvent: (event) => events.push(event),
    });
    expect(transcriber.describe().windowPolicy).toBeDefined();
    await transcriber.close();
    expect(events).toEqual([
      {
        type: 'graph-not-kept',
        model: basename(folder),
        file: 'encoder_model.onnx',
        reason: expect.stringContaining(cacheFolder),
      },
    ]);
  });

  it('refuses a window policy that cannot be', async () => {
    const windowPolicy = { floorSeconds: -1, marginSeconds: 2 };
    await expect(createWhisperTranscriber({ modelPath: folder, windowPolicy })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  it('refuses another architecture and a wrong number of mel bands', async () => {
    await changeJson(folder, 'config.json', { num_mel_bins: 128 });
    await changeJson(folder, 'preprocessor_config.json', { feature_size: 128 });
    await expect(createWhisperTranscriber({ modelPath: folder })).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining('encoder_model.onnx'),
    });
    await changeJson(folder, 'config.json', { model_type: 'speech_to_text' });
    await expect(createWhisperTranscriber({ modelPath: folder })).rejects.toMatchObject({
      code: 'MODEL_FILE_INVALID',
      message: expect.stringContaining('config.json'),
    });
  });
});
