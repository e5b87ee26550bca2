export type { Config, Sojourn } from './config.ts';
export { start } from './start.ts';
export { VERSION } from './version.ts';
