/** A reader of the screen hears where something has led, and the keyboard goes on from there. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
}
