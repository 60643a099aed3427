import { createModelStore } from '../model-store.ts';

/** Pulls a model in a process of its own: `node pull.fixture.ts <hub> <folder> <model>`. */
const [mirrorUrl, modelsFolder = '', name = ''] = process.argv.slice(2);
const store = createModelStore({ mirrorUrl, modelsFolder, lock: { pollMs: 20 } });
const { signal } = new AbortController();
const { downloadedBytes } = await store.pullModel(name, {
  signal,
  onEvent: (event) => {
    if (event.type !== 'progress') process.stdout.write(`${event.type}\n`);
    else if (event.receivedBytes > 0) process.stdout.write('progress\n');
  },
});
process.stdout.write(`downloaded ${downloadedBytes}\n`);
