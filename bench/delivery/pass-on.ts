import type { Answer, Delivery } from './network.ts';

/** Headers that belong to one connection or to one coding of the body. */
const own = /^(connection|content-encoding|content-length|keep-alive|transfer-encoding)$/;

/** Hands a request to another server as it came. */
export const passOn = async (
  to: URL,
  { path, method, headers, body }: Delivery,
): Promise<Answer> => {
  const answer = await fetch(new URL(path, to), {
    method,
    headers,
    ...(method === 'POST' && { body: new Uint8Array(body) }),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !own.test(name))),
    body: await answer.text(),
  };
};
