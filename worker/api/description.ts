import { describe, type OpenApi } from './openapi.ts';
import { table } from './table.ts';

/** Of the API and the snippet alike; package.json says the same. */
export const VERSION = '0.1.0';

/** The description of the API as it is served and printed. */
export function description(): OpenApi {
  return describe(table, VERSION);
}
