import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { bundledFfmpeg, findFfmpeg } from '#audio';
import { toAppError } from '#core';
import { ok, problem, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** The Node.js that comes along with `npm ci`. */
const NODE_MAJOR = 24;
/** Room for a recogniser, a voice, the edited copies of both, and the databases. */
const COMFORTABLE_BYTES = 2e9;
/** Below this databases stop soon. */
const LEAST_BYTES = 200e6;

/** The runtime. */
export function checkNode(version: string = process.versions.node): Finding {
  const major = Number(version.split('.')[0]);
  if (major >= NODE_MAJOR) return ok('node', `Node.js ${version}`);
  return warning(
    'node',
    `Node.js ${version}; aichat is made for ${NODE_MAJOR}.`,
    'Start it with `npm start` or `npx aichat`: they use the Node.js that `npm ci` brings along.',
  );
}

/** What reads sound files. */
export async function checkFfmpeg({ environment }: Patient): Promise<Finding> {
  try {
    const path = await findFfmpeg({
      configured: environment['FFMPEG_PATH'],
      bundled: bundledFfmpeg(),
      searchPath: environment['PATH'],
    });
    return ok('ffmpeg', path);
  } catch (thrown) {
    const { message } = toAppError(thrown);
    const mend = 'Only sound files other than WAV need it: run `npm ci` again, or install ffmpeg.';
    return environment['FFMPEG_PATH'] ? problem('ffmpeg', message, mend) : warning('ffmpeg', message, mend);
  }
}

/** The folder that everything is written to. */
export async function checkDisk({ config }: Patient): Promise<Finding> {
  const folder = resolve(config.dataFolder);
  const mend =
    'Give the user that runs aichat the right to write there, or set DATA_FOLDER to another folder.';
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem('disk', `${folder} cannot be written: ${reason}`, mend);
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = `${folder}: ${(free / 1e9).toFixed(1)} GB free`;
  if (free >= COMFORTABLE_BYTES) return ok('disk', found);
  const advice = 'Free some space, or set DATA_FOLDER to a disk with more: models take about 1 GB.';
  return free < LEAST_BYTES ? problem('disk', found, advice) : warning('disk', found, advice);
}

/** Whether the sidecar can listen where it shall. */
export async function checkPort({ config, signal }: Patient): Promise<Finding> {
  const { host, port } = config.api;
  const where = `${host}:${port}`;
  const server = createServer();
  try {
    server.listen({ host, port, signal });
    await once(server, 'listening');
    return ok('port', `${where} is free`);
  } catch (error) {
    signal.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      return warning(
        'port',
        `${where} is in use.`,
        'If aichat is running, this is it and all is well; else set API_PORT to a free port.',
      );
    }
    return problem(
      'port',
      `${where} cannot be used: ${code}.`,
      'Set API_HOST to localhost and API_PORT to a free port above 1024.',
    );
  } finally {
    server.close();
  }
}
