import { exports } from 'cloudflare:workers';
import type { OpenApi } from '../../worker/api/openapi.ts';
import { Description } from './description.ts';

export { operationAt } from './description.ts';

let loading: Promise<Description> | undefined;

/** The description as it is served. */
export async function description(): Promise<OpenApi> {
  return (await load()).document;
}

function load(): Promise<Description> {
  loading ??= fetchDescription();
  return loading;
}

async function fetchDescription(): Promise<Description> {
  const response = await exports.default.fetch('https://sojourn.example/openapi.json');
  return new Description(await response.json<OpenApi>());
}

/** What is wrong with an answer by the letter of the description; empty where nothing is. */
export async function faultsOf(request: Request, response: Response): Promise<string[]> {
  return (await load()).faultsOf(request, response);
}

export async function validate(name: string, schema: object, value: unknown): Promise<string[]> {
  return (await load()).validate(name, schema, value);
}
