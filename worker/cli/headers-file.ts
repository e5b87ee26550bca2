import { EVERYWHERE, PAGE_CSP } from '../api/headers.ts';

/** Other sites load the script: by `<script>`, by `import` and with `integrity`. */
const SCRIPT = {
  '! Cross-Origin-Resource-Policy': '',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Access-Control-Allow-Origin': '*',
};

/**
 * `dist/_headers`: files get the headers that the Worker's answers have.
 * https://developers.cloudflare.com/workers/static-assets/headers/
 */
export function headersFile(): string {
  const rules: Record<string, Record<string, string>> = {
    '/*': {
      ...EVERYWHERE,
      'Content-Security-Policy': PAGE_CSP,
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
    // The tag names no version: a new one is there within the hour.
    '/s.js': { ...SCRIPT, 'Cache-Control': 'public, max-age=3600' },
    '/s/*': { ...SCRIPT, 'Cache-Control': 'public, max-age=31536000, immutable' },
    // These are new with every version as well.
    '/s/own.js': { '! Cache-Control': '', 'Cache-Control': 'public, max-age=3600' },
    '/s/lite.js': { '! Cache-Control': '', 'Cache-Control': 'public, max-age=3600' },
    '/s/integrity.json': { '! Cache-Control': '', 'Cache-Control': 'public, max-age=3600' },
  };
  return Object.entries(rules)
    .map(([path, headers]) => `${path}\n${Object.entries(headers).map(lineOf).join('')}`)
    .join('');
}

function lineOf([name, value]: [string, string]): string {
  return value === '' ? `  ${name}\n` : `  ${name}: ${value}\n`;
}
