import type { Context } from 'hono';
import type { BatchEnvelope } from '../../schema/index.ts';
import type { Env } from '../env.ts';

/** Seconds. Browsers keep no cookie for longer than 400 days. */
const MONTHS_13 = 34_128_000;
/** An id as the snippet makes it. */
const VISITOR = /^\w{16}$/;

/**
 * The answer to a page whose own host the collector answers at, with a cookie that holds its visitor:
 * browsers that delete what scripts store leave it alone. Scripts read it, to find the id again and to
 * erase it. Where nothing may be kept, one that is there goes.
 */
export function withVisitorCookie(
  c: Context<{ Bindings: Env }>,
  { site, visitor, context }: BatchEnvelope,
  response: Response,
): Response {
  const { origin, protocol } = new URL(c.req.url);
  if (c.req.header('origin') !== origin) return response;
  const name = `sojourn-${site}`;
  const held = cookieIn(c.req.header('cookie') ?? '', name);
  const isKept = !context?.cookieless && VISITOR.test(visitor);
  if (!isKept && held === undefined) return response;
  const value = isKept ? `${visitor}; Max-Age=${MONTHS_13}` : '; Max-Age=0';
  const secure = protocol === 'https:' ? '; Secure' : '';
  response.headers.append('set-cookie', `${name}=${value}; Path=/; SameSite=Lax${secure}`);
  return response;
}

function cookieIn(header: string, name: string): string | undefined {
  const parts = header.split(';').map((part) => part.trim());
  return parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
}
