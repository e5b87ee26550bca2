import type { Operation } from './operation.ts';
import { customers } from './routes/customers.ts';
import { ingestDescriptions } from './routes/ingest.ts';
import { journeys } from './routes/journeys.ts';
import { keys } from './routes/keys.ts';
import { reports } from './routes/reports.ts';
import { service } from './routes/service.ts';
import { sites } from './routes/sites.ts';

/** Every operation of the API, in the order the documentation shows them. */
export const table: readonly Operation[] = [
  ...sites,
  ...keys,
  ...ingestDescriptions,
  ...customers,
  ...journeys,
  ...reports,
  ...service,
];
