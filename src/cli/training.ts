import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_VOICES_FOLDER } from '#models';
import { setUpPython, withdrawVoice } from '#training';
import { contextOf } from './command-context.ts';
import { askYesNo } from './print.ts';
import { PYTHON_FOLDER, runFolderOf, runTraining } from './run-training.ts';
import { addRunOptions, runName, type TrainingRunOptions } from './training-options.ts';

/** `aichat training`: recordings to a voice. */
export function addTrainingCommand(program: Command): void {
  const training = program.command('training').description('make a voice out of recordings');
  addSetup(training);
  addRun(training);
  addWithdraw(training);
}

function addSetup(training: Command): void {
  training
    .command('setup')
    .description('install the trainer into a Python of its own; a few gigabytes')
    .option('--python <program>', 'a Python from 3.10 to 3.13 to begin with; looked for when left out')
    .action(async ({ python }: { python?: string }, command: Command) => {
      const { signal, stdout, stderr } = contextOf(command);
      const path = await setUpPython({
        folder: resolve(PYTHON_FOLDER),
        pythonPath: python,
        signal,
        onLine: (line) => stderr.write(`${line}\n`),
      });
      stdout.write(`The trainer is ready: ${path}\n`);
    });
}

function addRun(training: Command): void {
  const run = training
    .command('run')
    .description('take recordings through every stage; the same name goes on where it stopped')
    .argument('<recordings>', 'a folder, or one file: MP3, MP4 and whatever ffmpeg reads');
  addRunOptions(run).action(async (recordings: string, options: TrainingRunOptions, command: Command) => {
    await runTraining(recordings, options, contextOf(command));
  });
}

function addWithdraw(training: Command): void {
  training
    .command('withdraw')
    .description('delete a run: its recordings, clips, checkpoints, agreement and voice')
    .argument('<name>', 'name of the run', runName)
    .option('-y, --yes', 'do not ask')
    .action(async (name: string, { yes }: { yes?: true }, command: Command) => {
      const context = contextOf(command);
      const isWanted = yes === true || (await askYesNo(`Delete everything of the run ${name}?`, context));
      if (!isWanted) return;
      await withdrawVoice(runFolderOf(name), DEFAULT_VOICES_FOLDER);
      context.stdout.write(`Nothing of ${name} is left.\n`);
    });
}
