import { beginAfresh } from './begin-afresh.ts';

await beginAfresh();
// Not before: what a test file imports is loaded anew, fast-check too.
await import('./seed.ts');
