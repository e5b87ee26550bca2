/** What the tag says, see README.md. */
export interface Config {
  /** Public id of the site. */
  site: string;
  /** Origin of the collector, `https://sojourn.example`. Batches go to its `/e`. */
  host: string;
  /** `required`: nothing is stored or sent before `consent('granted')`. */
  consent?: string | undefined;
  /** `none`: nothing is ever stored on the device. */
  storage?: string | undefined;
  /** Present: the part of the address after `#` names a page of its own. */
  hash?: string | undefined;
  /** Add-ons to load, separated by spaces: see README.md. */
  addons?: string | undefined;
  /** Present: the collector answers at the site's own host under /s/, see own-cookie.ts. */
  cookie?: string | undefined;
  /** Hosts that are the same site, separated by spaces, for the add-on `domains`. */
  domains?: string | undefined;
  /** Name of the GA4 data layer, `off` to leave it alone. Default `dataLayer`. */
  datalayer?: string | undefined;
}

/** One tag, one run of the script, one site: a second tag runs the script again. */
export let config: Config;

/** Under this name we keep things on the device, share a lock, and find ourselves. */
export let nameHere: string;

export const configure = (given: Config): void => {
  config = given;
  nameHere = `sojourn-${given.site}`;
};

export type Choice = 'granted' | 'denied';

/** What a page can call. None of it throws, and no promise rejects. */
export interface Sojourn {
  /** Records something that happened, by GA4's recommended name where there is one. */
  track: (name: string, properties?: object) => void;
  /** Names the person behind this visitor. Repeating it costs nothing. */
  identify: (user: string | number, traits?: object, signature?: string) => void;
  /** Says that `user` was known as `previous`; as this visitor, if left out. */
  alias: (user: string | number, previous?: string) => void;
  /** Starts a new, anonymous visitor: call it at sign-out. */
  reset: () => void;
  /** Records a view of a page that has no address of its own, or of the current one. */
  page: (path?: string, properties?: object) => void;
  consent: (choice: Choice) => void;
  /** Sends what waits; settles when the queue is empty or has to wait. */
  flush: () => Promise<void>;
  /** Ends all recording on this page. */
  off: () => void;
}

export type Method = keyof Sojourn;

/** A call that was made before the script had loaded, and when. */
export type Call = [method: Method, at: number, ...args: unknown[]];

declare global {
  interface Window {
    /** Before the script has loaded: the stub of README.md, which keeps calls in `q`. */
    sojourn?: Partial<Sojourn> & { q?: Call[]; sites?: Record<string, true> };
  }
}
