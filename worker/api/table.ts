import type { Operation } from './operation.ts';
import { reportTable } from './report-table.ts';
import { accounts } from './routes/accounts.ts';
import { customers } from './routes/customers.ts';
import { deadLetters } from './routes/dead-letters.ts';
import { deliveries } from './routes/deliveries.ts';
import { exports } from './routes/export.ts';
import { siteHealth } from './routes/health.ts';
import { identity } from './routes/identity.ts';
import { ingestDescriptions } from './routes/ingest.ts';
import { journeys } from './routes/journeys.ts';
import { keys } from './routes/keys.ts';
import { ledger } from './routes/ledger.ts';
import { liveOperations } from './routes/live.ts';
import { mail } from './routes/mail.ts';
import { mcp } from './routes/mcp.ts';
import { privacy } from './routes/privacy.ts';
import { quarantine } from './routes/quarantine.ts';
import { rebuild } from './routes/rebuild.ts';
import { savedThings } from './routes/saved.ts';
import { service } from './routes/service.ts';
import { removal } from './routes/removal.ts';
import { sites } from './routes/sites.ts';
import { spreads } from './routes/spread.ts';
import { triggers } from './routes/triggers.ts';
import { usageOperations } from './routes/usage.ts';

/** Every operation of the API, in the order the documentation shows them. */
export const table: readonly Operation[] = [
  ...sites,
  ...removal,
  ...keys,
  ...ingestDescriptions,
  ...mail,
  ...customers,
  ...accounts,
  ...identity,
  ...privacy,
  ...journeys,
  ...reportTable,
  ...savedThings,
  ...triggers,
  ...deliveries,
  ...exports,
  ...liveOperations,
  ...siteHealth,
  ...ledger,
  ...usageOperations,
  ...quarantine,
  ...deadLetters,
  ...spreads,
  ...rebuild,
  ...service,
  mcp,
];
