import { existsSync, globSync } from 'node:fs';

/** Where Debian, Mozilla and Apple's systems put it; `FIREFOX` says otherwise. */
export function findFirefox(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [
    env['FIREFOX'] ?? '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ].find((path) => existsSync(path));
}

/** WebKitGTK's own small browser: there is one wherever its library is. */
export function findMiniBrowser(): string | undefined {
  return globSync([
    '/usr/lib/*/webkit2gtk-4.1/MiniBrowser',
    '/usr/libexec/webkit2gtk-4.1/MiniBrowser',
  ])[0];
}

/** The screen that MiniBrowser needs, where there is none. */
export function findXvfb(): string | undefined {
  return ['/usr/bin/Xvfb', '/usr/local/bin/Xvfb'].find((path) => existsSync(path));
}

/** Debian's packages for what is not here. */
export function missingPackages(): string[] {
  return [
    ...(findFirefox() ? [] : ['firefox-esr']),
    ...(findMiniBrowser() ? [] : ['webkit2gtk-driver']),
    ...(findXvfb() ? [] : ['xvfb']),
  ];
}
