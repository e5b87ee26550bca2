import { buildFiles } from '../../../worker/cli/build.ts';

/** Before the first test: `dist/` as it is served. */
export const setup = (): Promise<void> => buildFiles();
