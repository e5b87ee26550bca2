import * as v from 'valibot';
import { LIMITS } from '../../../schema/index.ts';
import { isReservedId } from '../../stitch/reserved-ids.ts';
import { LONGEST_TOKEN, sealMail } from '../mail-token.ts';
import { operation, type Operation } from '../operation.ts';
import { Problem } from '../problem.ts';

const LONGEST_URL = 1_000;

const target = v.pipe(
  v.string(),
  v.maxLength(LONGEST_URL),
  v.check(isWebAddress, 'An address that begins with https:// or http://'),
);

const mailBody = v.strictObject({
  user: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, 'Must not be empty'),
    v.maxLength(LIMITS.businessId),
    v.check((id) => !isReservedId(id), 'This id names nobody in particular'),
  ),
  message: v.exactOptional(
    v.pipe(v.string(), v.maxLength(100), v.description('The business’s name for the message.')),
  ),
  subject: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  links: v.exactOptional(v.pipe(v.array(target), v.maxLength(100)), []),
});

const mailAnswer = v.strictObject({
  pixel: v.pipe(v.string(), v.description('Address of a picture of one transparent pixel.')),
  links: v.pipe(v.array(v.string()), v.description('In the order of the request’s `links`.')),
});

const IMAGE = 'GjWqT1dRk2bYxg.gif';
const LINK = 'Xk2bYxgGjWqT1dR';

// The pixel and the links are described here, answered by ../mail.ts.
export const mail: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/mail',
    operationId: 'trackMail',
    tag: 'Ingest',
    summary: 'Make a mail’s pixel and links',
    description:
      'For one mail to one user. The addresses are sealed: they tell nobody whose they are, and lead ' +
      'nowhere else. They hold until the operator’s key is changed.',
    needs: 'import',
    body: mailBody,
    problems: [404],
    answers: { 200: { description: 'Put these into the mail', schema: mailAnswer } },
    example: {
      body: { user: 'ann', message: 'autumn-sale', links: ['https://shop.example/sale'] },
      response: {
        pixel: `https://sojourn.example/o/${IMAGE}`,
        links: [`https://sojourn.example/c/${LINK}`],
      },
    },
    handle: async ({ env, request, site, body }) => {
      const { origin } = new URL(request.url);
      const { links, ...about } = body;
      const sealed = (url?: string): Promise<string> =>
        sealMail(env, { site: site.number, ...about, ...(url !== undefined && { url }) });
      const tokens = await Promise.all([undefined, ...links].map((url) => sealed(url)));
      const tooLong = tokens.findIndex((token) => token.length > LONGEST_TOKEN);
      if (tooLong >= 0) throw tooLongFor(tooLong);
      const [pixel = '', ...clicks] = tokens;
      return {
        body: {
          pixel: `${origin}/o/${pixel}.gif`,
          links: clicks.map((token) => `${origin}/c/${token}`),
        },
      };
    },
  }),
  operation({
    method: 'GET',
    path: '/o/{image}',
    operationId: 'openMail',
    tag: 'Ingest',
    summary: 'Record that a mail was opened',
    description:
      'Always a picture, whatever the address. Openings within half an hour are one; those by the ' +
      'proxies of Gmail, Yahoo and Apple carry `proxy`, as they tell nothing of the device.',
    needs: 'nothing',
    params: { image: v.string() },
    answers: {
      200: { description: 'One transparent pixel', schema: v.string(), contentType: 'image/gif' },
    },
    example: { params: { image: IMAGE } },
  }),
  operation({
    method: 'GET',
    path: '/c/{link}',
    operationId: 'followLink',
    tag: 'Ingest',
    summary: 'Record a click in a mail and lead on',
    description: 'Leads only where the address was made for. Clicks within half an hour are one.',
    needs: 'nothing',
    params: { link: v.string() },
    problems: [404],
    answers: { 302: { description: 'To the link’s target' } },
    example: { params: { link: LINK } },
  }),
];

function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function tooLongFor(index: number): Problem {
  const pointer = index === 0 ? '/subject' : `/links/${index - 1}`;
  const detail = 'With the user’s id and the subject, the address would be longer than mails take.';
  return new Problem('invalid-input', detail, { errors: [{ in: 'body', pointer, detail }] });
}
