import type { Context } from 'hono';
import type { Env } from '../env.ts';

/**
 * Paths that answer programs: never a page, whatever the client accepts. Below /sites/ everything is
 * one: a customer's id may end like a file's name, as `ann@example.com` does.
 */
const NO_PAGE = /^\/(v1|e|o|c|s|mcp|schema|docs|shop)(\/|$)|^(?!\/sites\/).*\.[a-z0-9]{1,8}$/i;

/**
 * The dashboard for every path that could be one of its views. Files are served before the Worker is
 * asked, so what arrives here is none.
 */
export async function dashboard(c: Context<{ Bindings: Env }>): Promise<Response | undefined> {
  const { pathname, origin } = new URL(c.req.url);
  if (!['GET', 'HEAD'].includes(c.req.method) || NO_PAGE.test(pathname)) return undefined;
  const page = await c.env.ASSETS.fetch(new Request(`${origin}/dashboard/`));
  if (!page.ok) return undefined;
  const answer = new Response(page.body, page);
  // The page is new with every deployment; its files are named by their content.
  answer.headers.set('cache-control', 'no-cache');
  return answer;
}
