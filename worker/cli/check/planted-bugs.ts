// A bug of test/bugs.ts is planted where its text stands. Where that is gone, or stands twice, the test
// that has to notice it proves nothing any more, and nobody is told before `npm run bugs` has run for hours.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUGS } from '../../../test/bugs.ts';

const root: string = join(import.meta.dirname, '..', '..', '..');

export function checkPlantedBugs(): string[] {
  return BUGS.flatMap(({ name, file, right, test }) => {
    const times = readFileSync(join(root, file), 'utf8').split(right).length - 1;
    const problems = times === 1 ? [] : [`"${name}": its text is ${times} times in ${file}`];
    return existsSync(join(root, test))
      ? problems
      : [...problems, `"${name}": there is no ${test}`];
  });
}
