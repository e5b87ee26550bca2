/** What an element's attributes ask. All texts are the site's, in its language. */
export interface Question {
  kind: Kind;
  name: string;
  text: string;
  low: string;
  high: string;
  /** Asks for words as well, under this label. */
  comment: string;
  submit: string;
  thanks: string;
  close: string;
  /** Days before one visitor is asked again. */
  every: number;
  /** Seconds on the page before it is asked. */
  after: number;
  /** Stands where the element is, not in the window's corner. */
  inline: boolean;
}

type Kind = 'nps' | 'csat' | 'ces';

/** Lowest and highest score, and what is asked in English (definitions of NPS, CSAT and CES). */
export const KINDS: Record<
  Kind,
  { from: number; to: number; text: string; ends: [string, string] }
> = {
  nps: {
    from: 0,
    to: 10,
    text: 'How likely are you to recommend us to a friend?',
    ends: ['Not at all likely', 'Extremely likely'],
  },
  csat: {
    from: 1,
    to: 5,
    text: 'How satisfied are you?',
    ends: ['Very dissatisfied', 'Very satisfied'],
  },
  ces: {
    from: 1,
    to: 7,
    text: 'It was easy to do what I came for.',
    ends: ['Strongly disagree', 'Strongly agree'],
  },
};

const usualDays = 90;

export const questionOf = (element: Element): Question => {
  const text = (name: string, usual: string): string => element.getAttribute(name) ?? usual;
  const number = (name: string, usual: number): number => {
    const given = Number.parseFloat(text(name, ''));
    return Number.isFinite(given) && given >= 0 ? given : usual;
  };
  const asked = text('kind', 'nps');
  const kind = Object.hasOwn(KINDS, asked) ? (asked as Kind) : 'nps';
  const [low, high] = KINDS[kind].ends;
  return {
    kind,
    name: text('name', kind).slice(0, 64),
    text: text('question', KINDS[kind].text),
    low: text('low', low),
    high: text('high', high),
    comment: text('comment', ''),
    submit: text('submit', 'Send'),
    thanks: text('thanks', 'Thank you.'),
    close: text('close', 'Close'),
    every: text('every', '') === 'once' ? Infinity : number('every', usualDays),
    after: number('after', 0),
    inline: element.hasAttribute('inline'),
  };
};
