import { openBot } from './parts/bot.ts';
import { runProcess } from './parts/run-process.ts';

// The composition root: src/parts has one file for each part of the house.
await runProcess(openBot);
