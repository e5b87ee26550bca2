import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Site {
  /** Origin of the site. */
  url: string;
  stop(): Promise<void>;
}

type Pages = Record<
  string,
  string | ((request: IncomingMessage, response: ServerResponse) => void)
>;

/** Serves pages by path, `*` for all other paths; scripts by the ending `.js`. */
export const servePages = async (pages: Pages): Promise<Site> => {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/[?#].*/, '');
    const page = pages[path] ?? pages['*'];
    if (page === undefined) return response.writeHead(404).end();
    if (typeof page === 'function') return page(request, response);
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    return response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
