/**
 * Makes worker/collect/lists/ from the lists that Matomo and Velir publish:
 *
 *     node worker/cli/lists.ts FOLDER
 *
 * FOLDER holds matomo_SearchEngines.yml, matomo_Socials.yml, matomo_AIAssistants.yml,
 * matomo_referrer_spam.txt (CC0 and public domain) and velir_ga4_source_categories.csv (MIT).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MATOMO = 'From matomo-org/searchengine-and-social-list, CC0 1.0.';
const SPAM = 'From matomo-org/referrer-spam-list, public domain.';
const VELIR = `Google's source categories, as transcribed in Velir/dbt-ga4:
 *
 * MIT License
 *
 * Copyright (c) 2022 Adam Ribaudo
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy
 * of this software and associated documentation files (the "Software"), to deal
 * in the Software without restriction, including without limitation the rights
 * to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 * copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all
 * copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 * FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 * AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 * OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
 * SOFTWARE.
 *`;

/** Matomo's engines that no visitor searches with to find the page he comes to. */
const NO_ENGINES = new Set([
  'Google Translations',
  'Facebook',
  'MySpace',
  'Digg',
  'SmartAddressbar',
]);
/** Portals and encyclopaedias: Matomo asks for a keyword in the address, browsers no longer send it. */
const NO_HOSTS = new Set(
  `cnn.com fastweb.it it.luna.tv optuszoo.com.au wow.com {}.wow.com cgi2.nintendo.co.jp kadaza.com
  webcache.googleusercontent.com start.lenovo.com charter.net alexa.com icq.com all.by dmoz.org
  editors.dmoz.org zhidao.baidu.com tieba.baidu.com msnbc.msn.com dizionario.it.msn.com
  enciclopedia.it.msn.com home.kingsoft.jp jp.hao123.com one.cn.yahoo.com`.split(/\s+/),
);
/** A log-in page and code hosts, which GA4 counts as referrals. */
const NO_SOCIALS = new Set(['Windows Live Spaces', 'Sourceforge', 'GitHub', 'YouTube', 'Vimeo']);

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node worker/cli/lists.ts FOLDER');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** Name and hosts of every entry; knows just as much YAML as these files use. */
function entries(yaml: string, hostIndent: RegExp): [string, string[]][] {
  const found: [string, string[]][] = [];
  for (const line of yaml.split('\n')) {
    const name = /^(\S.*):\s*$/.exec(line)?.[1];
    const host = hostIndent.exec(line)?.[1];
    if (name !== undefined) found.push([unquote(name), []]);
    else if (host !== undefined) found.at(-1)?.[1].push(unquote(host));
  }
  return found;
}
const unquote = (text: string): string => text.replace(/^(['"])(.*)\1$/, '$2');

/** Only what stands under `urls:`, whose items look just like those of `params:`. */
function urlsOnly(yaml: string): string {
  let inside = false;
  return yaml
    .split('\n')
    .filter((line) => {
      if (/^ {4}\w+:/.test(line)) inside = line.startsWith('    urls:');
      return /^\S/.test(line) || (inside && line.startsWith('      - '));
    })
    .join('\n');
}

function categories(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const row of read('velir_ga4_source_categories.csv').trim().split('\n').slice(1)) {
    const [source = '', category = ''] = row.trim().split(',');
    const kind = category.replace('SOURCE_CATEGORY_', '').toLowerCase();
    found.set(kind, [...(found.get(kind) ?? []), source.toLowerCase()]);
  }
  return found;
}

const google = categories();
const searchSources = new Set(google.get('search'));

/** GA4's name of an engine (`google`, `bing`, `yahoo`); `-` where its host is its name. */
function ga4Name(engine: string, hosts: string[]): string {
  const bare = engine
    .toLowerCase()
    .replace(/(!| images| japan| videos| custom search)/g, '')
    .trim();
  const label = hosts[0]?.replace(/^www\./, '').split('.')[0] ?? '';
  return [bare, label].find((name) => searchSources.has(name)) ?? '-';
}

function write(name: string, notice: string, constants: Record<string, string>): void {
  const body = Object.entries(constants).map(
    ([key, text]) => `export const ${key}: string = \`${text}\`;\n`,
  );
  // Bundlers keep a comment that begins with an exclamation mark: a notice has to stay.
  const header = `/*!\n * ${notice}\n * Made by worker/cli/lists.ts.\n */\n`;
  writeFileSync(join(import.meta.dirname, '../collect/lists', name), header + body.join('\n'));
}

const others = new Set(['social', 'shopping', 'video'].flatMap((kind) => google.get(kind) ?? []));
/** Not what Google lists elsewhere, nor a part of a site (`bing.com/images`), as the host covers it. */
const isEngineHost = (host: string): boolean =>
  !others.has(host) && !NO_HOSTS.has(host) && !assistantHosts.has(host) && !host.includes('/');

const assistants = entries(read('matomo_AIAssistants.yml'), /^ {2}- (\S+)/);
const assistantHosts = new Set(assistants.flatMap(([, hosts]) => hosts));
const engines = entries(urlsOnly(read('matomo_SearchEngines.yml')), /^ {6}- (\S+)/)
  .filter(([name]) => !NO_ENGINES.has(name))
  .map(([name, hosts]): [string, string[]] => [
    ga4Name(name, hosts),
    hosts.map((host) => host.replace(/^www\./, '')).filter(isEngineHost),
  ]);
const byName = new Map<string, Set<string>>();
for (const [name, hosts] of engines) {
  byName.set(name, new Set([...(byName.get(name) ?? []), ...hosts]));
}
const socials = entries(read('matomo_Socials.yml'), /^ {2}- (\S+)/)
  .filter(([name]) => !NO_SOCIALS.has(name))
  .flatMap(([, hosts]) => hosts)
  .filter((host) => !(google.get('video') ?? []).includes(host));

write(
  'source-categories.ts',
  VELIR,
  Object.fromEntries(
    [...google].map(([kind, sources]) => [
      `${kind.toUpperCase()}_SOURCES`,
      sources.toSorted().join('\n'),
    ]),
  ),
);
write('search-engines.ts', MATOMO, {
  SEARCH_ENGINES: [...byName].map(([name, hosts]) => `${name} ${[...hosts].join(' ')}`).join('\n'),
});
write('socials.ts', MATOMO, { SOCIAL_HOSTS: [...new Set(socials)].toSorted().join('\n') });
write('assistants.ts', MATOMO, {
  ASSISTANTS: assistants
    .map(([name, hosts]) => `${name.toLowerCase().replaceAll(' ', '-')} ${hosts.join(' ')}`)
    .join('\n'),
});
write('referrer-spam.ts', SPAM, { REFERRER_SPAM: read('matomo_referrer_spam.txt').trim() });
