import type { Env } from '../env.ts';
import { customersAmong, peopleBehind } from '../reports/index.ts';
import { unsealCell } from './cell.ts';
import { contextOf } from './context-of.ts';
import type { Page, PageCall } from './operation.ts';
import { pageFrom, placeAfter } from './page-of.ts';
import { Problem } from './problem.ts';
import type { Site } from './site.ts';

/** The people of a cell. What a cell does not answer is refused, not left out of account. */
export async function behind(
  call: { env: Env; site: Site; at: number; request: Request } & PageCall,
  text: string,
): Promise<Page> {
  const given = new URL(call.request.url).searchParams;
  const beside = ['q', 'sort', 'filter', 'segment'].find((name) => given.has(name));
  if (beside !== undefined) {
    const detail = `"${beside}" does not go with "cell"`;
    const errors = [{ in: 'query' as const, pointer: `/${beside}`, detail }];
    throw new Problem('invalid-input', detail, { errors });
  }
  const cell = await unsealCell(call.env, call.site, text);
  const context = contextOf(call);
  const people = await peopleBehind(context, cell);
  const { limit, after } = call.page;
  return pageFrom(await customersAmong(context, people, { limit, ...placeAfter(after) }));
}
