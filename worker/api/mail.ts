import { Hono, type Context } from 'hono';
import type { Properties } from '../../schema/index.ts';
import { emptyIntake } from '../collect/collector.ts';
import { mailEvent, type MailContact } from '../collect/mail.ts';
import type { Env } from '../env.ts';
import { openMail, type MailToken } from './mail-token.ts';
import { Problem } from './problem.ts';
import { collected, senderOf, takeAndFire } from './receive.ts';
import { siteByNumber } from './site.ts';

type Ctx = Context<{ Bindings: Env }>;

/** What mails hold. Mail programs add parameters of their own to addresses: those do not matter. */
export const mailRoutes: Hono<{ Bindings: Env }> = new Hono<{ Bindings: Env }>();

/** The smallest GIF there is, transparent. */
const PIXEL = Uint8Array.fromBase64('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==');

mailRoutes.get('/o/:image', async (c) => {
  const text = c.req.param('image').replace(/\.gif$/, '');
  const token = await openMail(c.env, text);
  if (token) await record(c, token, { kind: 'open', token: text });
  const headers = { 'content-type': 'image/gif', 'cache-control': 'no-store' };
  return new Response(PIXEL, { headers });
});

mailRoutes.get('/c/:link', async (c) => {
  const text = c.req.param('link');
  const token = await openMail(c.env, text);
  if (token?.url === undefined) throw new Problem('not-found', 'This link leads nowhere.');
  await record(c, token, { kind: 'click', token: text });
  const headers = { location: token.url, 'cache-control': 'no-store' };
  return new Response(null, { status: 302, headers });
});

/** Stores the contact. Who reads a mail must get the picture and the page, whatever happens here. */
async function record(
  c: Ctx,
  { site: number, user, url, message, subject }: MailToken,
  contact: Omit<MailContact, 'properties'>,
): Promise<void> {
  // Whoever asks for the head alone checks that the address works.
  if (c.req.method !== 'GET') return;
  try {
    const site = await siteByNumber(c.env, number);
    if (site === undefined) return;
    const properties: Properties = {
      ...(message !== undefined && { message }),
      ...(subject !== undefined && { subject }),
      ...(url !== undefined && { url }),
    };
    const sender = senderOf(c);
    const intake = emptyIntake(collected(site), sender.receivedAt);
    intake.lines.push({ user, events: [mailEvent({ ...contact, properties }, sender)] });
    await takeAndFire(c, site, { intake, events: 1 });
  } catch (error) {
    console.error(JSON.stringify({ where: 'mail', message: String(error).slice(0, 200) }));
  }
}
