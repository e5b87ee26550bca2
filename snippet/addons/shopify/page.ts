import { scrubText, scrubUrl } from '../../scrub.ts';
import type { Api, PageContext } from './api.ts';

interface Page {
  url: string;
  referrer: string;
  title: string;
}

/** The shop's page, scrubbed as the core scrubs. Its host goes with it: the sandbox has another, or none. */
export const pageOf = ({ context }: { context?: PageContext }, init: Api['init']): Page => {
  const { document, window } = { ...init.context, ...context };
  const { referrer = '', title = '' } = document ?? {};
  const location = document?.location ?? window?.location;
  const url = new URL(location?.href ?? 'https://unknown.invalid/');
  return {
    url: url.origin + scrubUrl(url),
    referrer: scrubText(referrer.replace(/[?#].*/, '')),
    title: title.slice(0, 300),
  };
};
