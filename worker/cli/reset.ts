// `npm run reset`: forgets everything this machine's Sojourn stored, keys included.

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from './paths.ts';
import { runningOn } from './running.ts';

const folder = dataFolder();
const running = await runningOn(folder);
if (running !== undefined) {
  console.error(`Stop the server at ${running} first: its database cannot be removed under it.`);
  process.exitCode = 1;
} else if (!existsSync(folder)) {
  console.log(`Nothing to reset: ${folder} is not there.`);
} else {
  // By name, so that a wrong SOJOURN_DATA removes nothing that is not ours.
  for (const name of ['database', 'demo.json', 'imports', 'keys.json', 'running']) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
  console.log(`Reset: ${folder} is empty.`);
}
