export type * from './answers.ts';
export type * from './query.ts';
export { FACETS } from './query.ts';
