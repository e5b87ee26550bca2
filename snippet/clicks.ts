import { eventOf } from './attributes.ts';
import { watchFriction } from './friction.ts';
import { listen } from './listen.ts';
import type { Recorder } from './recorder.ts';
import { scrubText, scrubUrl } from './scrub.ts';
import { selectorOf } from './selector.ts';

/** What looks as if a click did something. */
const clickable = 'a,button,summary,input,select,textarea,label,option,[role],[onclick],[tabindex]';
const file = /\.(pdf|docx?|xlsx?|pptx?|csv|txt|zip|rar|7z|gz|exe|dmg|apk|mp[34]|avi|mov)$/i;

/** One listener for all clicks: `click` with what was clicked, and the events of attributes. */
export const watchClicks = (recorder: Recorder): void => {
  const friction = watchFriction(recorder);
  listen(document, ['click'], (event: MouseEvent) => {
    // The innermost element, also inside an open shadow root.
    const clicked = event.composedPath()[0];
    if (!(clicked instanceof Element)) return;
    const target = clicked.closest(clickable);
    const properties = {
      ...(target && describe(target)),
      selector: selectorOf(target ?? clicked),
      x: Math.round(event.pageX),
      y: Math.round(event.pageY),
      width: innerWidth,
    };
    recorder.record('click', properties);
    friction(event, target, properties.selector);
    fire(recorder, clicked.closest('[data-sojourn-event]:not(form)'), clicked);
  });
  listen(document, ['submit'], ({ target }) => {
    if (target instanceof Element) fire(recorder, target.closest('[data-sojourn-event]'), target);
  });
};

const fire = (recorder: Recorder, named: Element | null, inner: Element): void => {
  if (named) recorder.record(named.getAttribute('data-sojourn-event') ?? '', eventOf(inner));
};

const describe = (target: Element): object => {
  const link = target.closest('a');
  return {
    text: textOf(target),
    role: target.getAttribute('role') ?? target.localName,
    ...(link?.href && linkOf(link)),
  };
};

/** Never what somebody typed: a field is known by its label only. */
const textOf = (target: Element): string | undefined => {
  const field = target.matches('input,select,textarea,[contenteditable]');
  const text = target.getAttribute('aria-label') ?? (field ? '' : target.textContent);
  return scrubText(text.trim().replace(/\s+/g, ' ')).slice(0, 64) || undefined;
};

const linkOf = (link: HTMLAnchorElement): object => {
  const { protocol, host, pathname } = link;
  if (protocol === 'mailto:') return { href: protocol, link: 'mail' };
  if (protocol === 'tel:') return { href: protocol, link: 'phone' };
  if (!protocol.startsWith('http')) return { href: protocol };
  const inside = host === location.host;
  return {
    href: (inside ? '' : `${protocol}//${host}`) + scrubUrl(new URL(link.href)),
    ...(file.test(pathname) || link.download
      ? { link: 'download' }
      : !inside && { link: 'outbound' }),
  };
};
