import { makeApp, type App } from './api/app.ts';
import { ingest } from './api/ingest.ts';
import { table } from './api/table.ts';

const app: App = makeApp({ operations: table, ingest });

export default app;
