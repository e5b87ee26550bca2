import { scrubText } from '../scrub.ts';
import type { Addon } from './addon.ts';

/** Forms that were begun, sent and given up: names of forms and fields, never values. */
export const start: Addon['start'] = (track, on, send) => {
  let begun: HTMLFormElement | undefined;
  let field = '';

  const nameOf = (element: Element): string =>
    scrubText(element.getAttribute('name') ?? element.id).slice(0, 64);
  const facts = (form: HTMLFormElement): object => ({ form_id: nameOf(form), field });
  const abandon = (): void => {
    if (begun) track('form_abandon', facts(begun));
    begun = undefined;
  };

  on('input change', ({ target }: Event) => {
    const { form } = target as HTMLInputElement;
    if (!form) return;
    if (begun && begun !== form) abandon();
    field = nameOf(target as Element);
    if (!begun) track('form_start', facts(form));
    begun = form;
  });
  on('submit', ({ target }: Event) => {
    track('form_submit', { form_id: nameOf(target as Element) });
    if (target === begun) begun = undefined;
  });
  on('pagehide', () => {
    abandon();
    send(true);
  });
};
