import { config, nameHere } from './config.ts';
import { guard } from './guard.ts';

declare global {
  /** Set by build.ts: false leaves all of this out of `s.js`, which most sites load. */
  const OWN_HOST: boolean;
}

/** The collector answers at the site's own host, and keeps the visitor in a cookie there. */
export const hasCookie = (): boolean => OWN_HOST && 'cookie' in config;

/** The visitor that the cookie names: browsers delete what scripts store sooner than cookies. */
export const visitorOfCookie = (): string | undefined =>
  guard(() => document.cookie.match(`(?:^|; )${nameHere}=(\\w{16})(?:;|$)`)?.[1])();

export const eraseCookie = (): void => {
  guard(() => (document.cookie = `${nameHere}=; path=/; max-age=0`))();
};
