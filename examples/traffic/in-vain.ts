import type { Tab } from './tab.ts';

interface Target {
  text: string;
  selector: string;
  /** It looks as if it did something: the tag waits for that. */
  reacts?: boolean;
}

/** Four clicks on what does nothing, as the tag tells of them: the third makes it a rage click. */
export function clickInVain(tab: Tab, { text, selector, reacts = false }: Target): void {
  for (let count = 1; count <= 4; count++) {
    tab.click({ text, selector });
    if (count === 3) tab.record('rage_click', { selector });
    tab.at += 380;
  }
  if (!reacts) return;
  tab.at += 2_200;
  tab.record('dead_click', { selector });
}
