// `npm run package`: the npm packages. `sojourn` in package/, for applications with a bundler, and
// `sojourn-client` in package/client/, the typed client of the API.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildClient } from '../client/build.ts';
import { buildPackage } from '../../snippet/package.ts';
import { root } from './paths.ts';

const folder = join(root, 'package');
await rm(folder, { recursive: true, force: true });
await buildPackage(folder);
await buildClient(join(folder, 'client'));
console.log('package/ is made: npm install ./package (or ./package/client) in an application');
