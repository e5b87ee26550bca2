/** What the shop keeps in the browser, and in the page alone where it may keep nothing. */
const inPage = new Map<string, string>();

export function recall(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(`marl.${name}`) ?? inPage.get(name) ?? 'null');
  } catch {
    return null;
  }
}

export function remember(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  inPage.set(name, text);
  try {
    localStorage.setItem(`marl.${name}`, text);
  } catch {
    // Full or closed: it lasts as long as the page.
  }
}
