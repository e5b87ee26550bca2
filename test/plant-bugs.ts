import { spawnSync } from 'node:child_process';
import { BUGS } from './bugs.ts';

// Plants each bug of bugs.ts in memory (vitest.config.ts), runs the test that has to notice it, and
// fails where one goes unnoticed. Run by `npm run bugs`; a name or a part of one picks some.

const [, , wanted = ''] = process.argv;
let missed = 0;
for (const bug of BUGS.filter(({ name }) => name.includes(wanted))) {
  const { status, stdout } = spawnSync('vitest', ['run', bug.test, '--bail', '1'], {
    env: { ...process.env, SOJOURN_BUG: bug.name, CI: 'true' },
    encoding: 'utf8',
  });
  // A test file that did not even run proves nothing.
  const isCaught = status !== 0 && /Tests\s.*failed/.test(stdout);
  if (!isCaught) missed++;
  console.log(`${isCaught ? 'caught' : 'MISSED'}  ${bug.name}  (${bug.test})`);
}
console.log(
  missed === 0 ? 'Every planted bug was caught.' : `${missed} planted bugs went unnoticed.`,
);
process.exitCode = missed === 0 ? 0 : 1;
