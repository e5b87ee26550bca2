import { styleText } from 'node:util';

interface About {
  url: URL;
  operator: { key: string; given: boolean };
  /** Absent where SOJOURN_DEMO is off. */
  demo: { site: string; serverKey: string | undefined } | undefined;
}

/** What `npm start` prints: where everything is, and the keys to it. */
export function welcome({ url, operator, demo }: About): string {
  const at = (path: string): string => new URL(path, url).href;
  const site = demo?.site ?? 'YOUR-SITE';
  const lines: [string, string][] = [
    ['Dashboard', at('/')],
    ['Demo shop', at('/shop/')],
    ['API docs', at('/docs')],
    ['OpenAPI', at('/openapi.json')],
    ['Tag', `<script defer src="${at('/s.js')}" data-site="${site}"></script>`],
    ['Operator key', operator.given ? 'as set in SOJOURN_ADMIN_KEY' : operator.key],
  ];
  if (demo) lines.push(['Site', demo.site]);
  if (demo?.serverKey) lines.push(['Server key', `${demo.serverKey} (of ${demo.site})`]);
  const body = lines.map(([name, value]) => `  ${styleText('dim', name.padEnd(13))} ${value}`);
  return `\n  ${styleText('bold', 'Sojourn is running')}\n\n${body.join('\n')}\n`;
}
