import { eventOf } from './attributes.ts';
import { judgeClick, watchFriction } from './friction.ts';
import { listen } from './listen.ts';
import { record } from './recorder.ts';
import { scrubText, scrubUrl } from './scrub.ts';
import { selectorOf } from './selector.ts';

const named = 'data-sojourn-event';
const fields = 'input,select,textarea,label';

/** One listener for all clicks: `click` with what was clicked, and the events of attributes. */
export const watchClicks = (): void => {
  watchFriction();
  listen('click', (event: MouseEvent) => {
    // The innermost element, also inside an open shadow root.
    const clicked = event.composedPath()[0] as Element;
    const target = clicked.closest(`a,button,summary,[role],[onclick],[${named}],${fields}`);
    const selector = selectorOf(target ?? clicked);
    record('click', {
      ...(target && describe(target)),
      selector,
      x: event.pageX | 0,
      y: event.pageY | 0,
      width: innerWidth,
    });
    fire(clicked, ':not(form)');
    // A field changes without the document, a link leads away, in its own time.
    const reacts = target && !target.closest(`${fields},a[href]:not([href^="#"])`);
    judgeClick(event, selector, reacts);
  });
  listen('submit', ({ target }: Event) => fire(target as Element, ''));
};

const fire = (inner: Element, which: string): void => {
  const name = inner.closest(`[${named}]${which}`)?.getAttribute(named);
  if (name) record(name, eventOf(inner));
};

const describe = (target: Element): object => {
  const link = target.closest('a');
  // Never what somebody typed: a field is known by its label only.
  const text =
    target.ariaLabel ?? (target.matches(`${fields},[contenteditable]`) ? '' : target.textContent);
  return {
    text: scrubText(text.replace(/\s+/g, ' ').trim()).slice(0, 64) || undefined,
    role: target.role ?? target.localName,
    href: link && linkOf(link),
  };
};

/** Of a link to another site also the origin; of `mailto:` and `tel:` not who it leads to. */
const linkOf = (link: HTMLAnchorElement): string =>
  link.protocol.startsWith('http')
    ? (link.host === location.host ? '' : link.origin) + scrubUrl(link)
    : link.protocol;
