import { expect, test } from 'vitest';
import { ask, HOST, makeKey, makeSite, OPERATOR, send } from '../support/api.ts';

const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const GMAIL =
  'Mozilla/5.0 (Windows NT 5.1) Gecko/2009 Firefox/11.0 (via ggpht.com GoogleImageProxy)';

interface Made {
  pixel: string;
  links: string[];
}

const body = { user: 'ann', message: 'autumn', links: ['https://shop.example/sale?a=1#b'] };

async function makeMail(site: string, about: object = body): Promise<Made> {
  const { key } = await makeKey(site, 'server');
  const answer = await ask(`/v1/sites/${site}/mail`, { key, body: about });
  expect(answer.status).toBe(200);
  return answer.json<Made>();
}

const fetchAs = (url: string, userAgent: string, method = 'GET'): Promise<Response> =>
  send(new Request(url, { method, headers: { 'user-agent': userAgent }, redirect: 'manual' }));

interface Entry {
  name: string;
  kind: string;
  properties: Record<string, unknown>;
}

async function timelineOf(site: string): Promise<Entry[]> {
  const answer = await ask(`/v1/sites/${site}/customers/ann/timeline`, { key: OPERATOR });
  return answer.status === 404 ? [] : (await answer.json<{ data: Entry[] }>()).data;
}

test('an opened mail and a clicked link are contacts on the user’s line, each once', async () => {
  const site = await makeSite();
  const { pixel, links } = await makeMail(site);
  for (const _ of [1, 2]) {
    const picture = await fetchAs(pixel, GMAIL);
    expect(picture.headers.get('content-type')).toBe('image/gif');
    expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await picture.arrayBuffer()).byteLength).toBeLessThan(50);
    const led = await fetchAs(`${links[0] ?? ''}?mc_cid=1&mc_cid=2`, BROWSER);
    expect(led.status).toBe(302);
    expect(led.headers.get('location')).toBe('https://shop.example/sale?a=1#b');
  }
  const entries = await timelineOf(site);
  expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
    ['email_open', 'mail'],
    ['email_click', 'mail'],
  ]);
  expect(entries.map(({ properties }) => properties)).toEqual([
    { message: 'autumn', proxy: 'Gmail' },
    { message: 'autumn', url: 'https://shop.example/sale?a=1#b' },
  ]);
});

test('a scanner’s click is a bot’s, and asking for the head is no contact', async () => {
  const site = await makeSite();
  const { pixel, links } = await makeMail(site);
  await fetchAs(links[0] ?? '', 'Barracuda Sentinel (EE) bot');
  await fetchAs(links[0] ?? '', '');
  await fetchAs(pixel, BROWSER, 'HEAD');
  expect(await timelineOf(site)).toEqual([]);
});

test('tells nobody whose it is, and leads nowhere it was not made for', async () => {
  const site = await makeSite();
  const { pixel, links } = await makeMail(site);
  const link = links[0] ?? '';
  const token = link.slice(link.lastIndexOf('/') + 1);
  expect(atob(token.replaceAll('-', '+').replaceAll('_', '/'))).not.toContain('ann');
  const turned = (at: number): string =>
    `${link.slice(0, at)}${link.at(at) === 'A' ? 'B' : 'A'}${link.slice(at + 1)}`;
  const first = link.length - token.length;
  for (const wrong of [turned(first + 3), turned(first + 30), `${HOST}/c/x`, `${HOST}/c/%00`]) {
    expect((await fetchAs(wrong, BROWSER)).status).toBe(404);
  }
  // A pixel's address is no link.
  expect((await fetchAs(pixel.replace('/o/', '/c/').replace('.gif', ''), BROWSER)).status).toBe(
    404,
  );
  // What is no pixel is a picture all the same: nothing to see in a mail.
  expect((await fetchAs(`${HOST}/o/nothing.gif`, BROWSER)).status).toBe(200);
  expect(await timelineOf(site)).toEqual([]);
});

test('refuses what cannot be a mail', async () => {
  const site = await makeSite();
  const wrong: [object, string][] = [
    [{ ...body, user: ' null ' }, '/user'],
    [{ ...body, links: ['javascript:alert(1)'] }, '/links/0'],
    [{ ...body, links: ['//evil.example'] }, '/links/0'],
    [
      {
        ...body,
        user: 'ü'.repeat(200),
        subject: 's'.repeat(200),
        links: [`https://a.b/${'x'.repeat(950)}`],
      },
      '/links/0',
    ],
    [{ ...body, link: 'https://a.b/' }, '/link'],
  ];
  for (const [about, pointer] of wrong) {
    const answer = await ask(`/v1/sites/${site}/mail`, { key: OPERATOR, body: about });
    expect([
      answer.status,
      (await answer.json<{ errors: { pointer: string }[] }>()).errors[0]?.pointer,
    ]).toEqual([422, pointer]);
  }
});
