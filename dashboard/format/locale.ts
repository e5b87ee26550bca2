/** The words on the pages are English, so numbers and dates follow the reader's own kind of English. */
export const LOCALE: string =
  navigator.languages.find((language) => /^en(-|$)/i.test(language)) ?? 'en';
