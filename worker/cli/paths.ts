import { join } from 'node:path';

export const root: string = join(import.meta.dirname, '..', '..');

/** The files that are served as they are. */
export const dist: string = join(root, 'dist');

/** Where D1 and the operator's key live on this machine. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env['SOJOURN_DATA'] || join(root, '.sojourn');
}
