import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the tests' voice can be told. */
export interface TestVoiceOptions {
  readonly sampleRateHz?: number;
  readonly speakers?: number;
  /** Overrides fields of the voice's description. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Has the network say nothing but zeros. */
  readonly silent?: boolean;
}

/** Samples that the tests' voice gives to each id at length scale 1. */
export const SAMPLES_PER_ID = 256;
/** The description that Piper's English voices share. */
const ENGLISH = new URL('../../../loopback/models/en_US-everyday-low.onnx.json', import.meta.url);
/** Any text with this phoneme ("measure") makes the voice give NaN. */
const POISON = { ʒ: [255] };

/**
 * Writes a voice with Piper's tensors that hums: each id sounds for {@link SAMPLES_PER_ID} samples times the
 * length scale at `20 Hz × id × (1 + speaker)`, pads and marks of the sentence are silent, and the noise scale
 * adds noise.
 *
 * @returns the path of the `.onnx` file.
 */
export async function writeTestVoice(folder: string, options: TestVoiceOptions = {}): Promise<string> {
  const { sampleRateHz = 22_050, speakers = 1, config = {}, silent = false } = options;
  const english = JSON.parse(await readFile(ENGLISH, 'utf8')) as Record<string, unknown>;
  const idMap = english['phoneme_id_map'] as Record<string, number[]>;
  const path = join(folder, 'en_US-hum-low.onnx');
  await writeFile(path, hummingModel(sampleRateHz, speakers > 1, silent ? 0 : 0.2));
  const description = {
    ...english,
    audio: { sample_rate: sampleRateHz, quality: 'low' },
    num_speakers: speakers,
    phoneme_id_map: { ...idMap, ...POISON },
    ...config,
  };
  await writeFile(`${path}.json`, JSON.stringify(description));
  return path;
}

const FLOAT = 1;
const INT64 = 7;

function hummingModel(sampleRateHz: number, withSpeaker: boolean, amplitude: number): Uint8Array {
  const nodes = [
    node('Gather', ['scales', 'one'], 'lengthScale'),
    node('Gather', ['scales', 'zero'], 'noiseScale'),
    node('Mul', ['lengthScale', 'samplesPerId'], 'step'),
    node('Gather', ['input_lengths', 'zero'], 'count'),
    cast('count', FLOAT, 'countFloat'),
    node('Mul', ['countFloat', 'step'], 'total'),
    cast('total', INT64, 'totalSamples'),
    node('Range', ['zero', 'totalSamples', 'one'], 'time'),
    cast('time', FLOAT, 'timeFloat'),
    node('Div', ['timeFloat', 'step'], 'position'),
    cast('position', INT64, 'index'),
    node('Reshape', ['input', 'flatShape'], 'flat'),
    node('Gather', ['flat', 'index'], 'ids'),
    cast('ids', FLOAT, 'idsFloat'),
    ...(withSpeaker
      ? [cast('sid', FLOAT, 'speaker'), node('Add', ['speaker', 'unit'], 'pitch')]
      : [node('Identity', ['unit'], 'pitch')]),
    node('Mul', ['timeFloat', 'idsFloat'], 'turns'),
    node('Mul', ['turns', 'pitch'], 'pitchedTurns'),
    node('Mul', ['pitchedTurns', 'radians'], 'phase'),
    node('Sin', ['phase'], 'wave'),
    node('Greater', ['idsFloat', 'lastSilentId'], 'audible'),
    cast('audible', FLOAT, 'audibleFloat'),
    node('Mul', ['wave', 'audibleFloat'], 'hum'),
    node('RandomNormalLike', ['hum'], 'random'),
    node('Mul', ['random', 'noiseScale'], 'noise'),
    node('Add', ['hum', 'noise'], 'noisyHum'),
    node('Mul', ['noisyHum', 'amplitude'], 'voiced'),
    // The root of a negative number is NaN, and so is 0 times it.
    node('Sub', ['firstPoison', 'idsFloat'], 'distance'),
    node('Sqrt', ['distance'], 'root'),
    node('Mul', ['root', 'nought'], 'poison'),
    node('Add', ['voiced', 'poison'], 'sound'),
    node('Reshape', ['sound', 'outputShape'], 'output'),
  ];
  const initializers = [
    integers('zero', [0]),
    integers('one', [1]),
    integers('flatShape', [-1], true),
    integers('outputShape', [1, 1, 1, -1], true),
    float('samplesPerId', SAMPLES_PER_ID),
    float('unit', 1),
    float('radians', (2 * Math.PI * 20) / sampleRateHz),
    float('lastSilentId', 13.5),
    float('amplitude', amplitude),
    float('firstPoison', 254.5),
    float('nought', 0),
  ];
  const inputs = [
    valueInfo('input', INT64, [1, 'ids']),
    valueInfo('input_lengths', INT64, [1]),
    valueInfo('scales', FLOAT, [3]),
    ...(withSpeaker ? [valueInfo('sid', INT64, [1])] : []),
  ];
  const graph = message(
    ...nodes.map((part) => bytesField(1, part)),
    textField(2, 'hum'),
    ...initializers.map((part) => bytesField(5, part)),
    ...inputs.map((part) => bytesField(11, part)),
    bytesField(12, valueInfo('output', FLOAT, [1, 1, 1, 'samples'])),
  );
  return message(
    intField(1, 8),
    bytesField(7, graph),
    bytesField(8, message(textField(1, ''), intField(2, 15))),
  );
}

// What of ONNX's protobuf messages is needed; field numbers from onnx.proto.

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  ...attributes: Uint8Array[]
): Uint8Array {
  return message(
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    textField(3, output),
    textField(4, operator),
    ...attributes.map((attribute) => bytesField(5, attribute)),
  );
}

function cast(input: string, type: number, output: string): Uint8Array {
  const attributeTypeInt = 2;
  return node(
    'Cast',
    [input],
    output,
    message(textField(1, 'to'), intField(3, type), intField(20, attributeTypeInt)),
  );
}

function integers(name: string, values: readonly number[], isVector = false): Uint8Array {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  const dims = isVector ? [intField(1, values.length)] : [];
  return message(...dims, intField(2, INT64), textField(8, name), bytesField(9, raw));
}

function float(name: string, value: number): Uint8Array {
  return message(
    intField(2, FLOAT),
    textField(8, name),
    bytesField(9, new Uint8Array(Float32Array.of(value).buffer)),
  );
}

function valueInfo(name: string, type: number, dims: readonly (number | string)[]): Uint8Array {
  const shape = dims.map((dim) =>
    bytesField(1, message(typeof dim === 'number' ? intField(1, dim) : textField(2, dim))),
  );
  const tensor = message(intField(1, type), bytesField(2, message(...shape)));
  return message(textField(1, name), bytesField(2, message(bytesField(1, tensor))));
}

function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function intField(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytesField(field: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

function textField(field: number, text: string): Uint8Array {
  return bytesField(field, Buffer.from(text));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Uint8Array.from([...bytes, rest]);
}
