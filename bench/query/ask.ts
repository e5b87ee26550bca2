import { request } from 'node:http';

/**
 * The body of an answer, over a connection of its own: one that waits while SQLite has this thread for
 * seconds is closed by the other side.
 */
export function ask(
  url: URL,
  { method, headers, body }: { method: string; headers: Record<string, string>; body?: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(text);
        else reject(new Error(`${method} ${url.pathname}: ${status} ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
