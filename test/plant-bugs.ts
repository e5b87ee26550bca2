import { spawnSync } from 'node:child_process';
import { BUGS } from './bugs.ts';

// Plants each bug of bugs.ts in memory (vitest.config.ts), runs the test that has to notice it, and
// fails where one goes unnoticed. Run by `npm run bugs`; a name or a part of one picks some.

const [, , wanted = ''] = process.argv;
const bugs = BUGS.filter(({ name }) => name.includes(wanted));
let missed = 0;
for (const bug of bugs) {
  const { status, stdout } = spawnSync('vitest', ['run', bug.test, '--bail', '1'], {
    env: { ...process.env, SOJOURN_BUG: bug.name, CI: 'true' },
    encoding: 'utf8',
  });
  // A test file that did not even run proves nothing.
  const isCaught = status !== 0 && /Tests\s.*failed/.test(stdout);
  if (!isCaught) missed++;
  console.log(`${isCaught ? 'caught' : 'MISSED'}  ${bug.name}  (${bug.test})`);
}
console.log(`${bugs.length - missed} of ${bugs.length} planted bugs were caught.`);
// A name that no bug has proves nothing either.
process.exitCode = missed === 0 && bugs.length > 0 ? 0 : 1;
