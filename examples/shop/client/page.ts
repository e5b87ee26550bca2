import type { Html } from '../html.ts';

/** The element a page must have. */
export function one(selector: string): HTMLElement {
  return the(HTMLElement, selector);
}

/** The same, of one kind: `the(HTMLFormElement, 'form')`. */
export function the<E extends HTMLElement>(kind: new () => E, selector: string): E {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`The page has no ${selector}`);
  return found;
}

export function fill(element: Element, markup: Html): void {
  element.innerHTML = markup.text;
}

/** What stands in a form's field. */
export function valueOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Runs it instead of sending the form. */
export function onSubmit(form: HTMLFormElement, run: () => void): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
}
