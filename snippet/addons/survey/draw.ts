import { scrubText } from '../../scrub.ts';
import { KINDS, type Question } from './question.ts';
import { style } from './style.ts';

interface Acts {
  answer: (score: number, comment?: string) => void;
  close: () => void;
}

/** Words of a visitor that are kept at most. */
const wordsMax = 1_000;

/**
 * Draws a survey without taking the focus: radio buttons, so that arrows move and nothing is sent by
 * moving; Escape and the cross close it, and give the focus back if it was inside.
 */
export const drawSurvey = (root: ShadowRoot, question: Question, { answer, close }: Acts): void => {
  let before: EventTarget | null = null;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  // Neither an inline style nor a style element: a page's policy allows what its scripts make so.
  root.adoptedStyleSheets = [sheet];

  const heading = make('h2', { id: 'question', textContent: question.text });
  const cross = make('button', { type: 'button', className: 'close', textContent: '×' });
  cross.setAttribute('aria-label', question.close);
  const form = make('form');
  const box = make('section', { className: question.inline ? 'box' : 'box corner' });
  box.setAttribute('role', question.inline ? 'group' : 'dialog');
  box.setAttribute('aria-labelledby', 'question');
  const status = make('p', { className: 'status' });
  status.setAttribute('role', 'status');

  const leave = (): void => {
    const hadFocus = root.activeElement !== null;
    close();
    if (hadFocus && before instanceof HTMLElement) before.focus();
  };
  const words = question.comment ? make('textarea', { id: 'words', rows: 3 }) : undefined;
  if (words) words.maxLength = wordsMax;
  form.append(scaleOf(question), ...(words ? [labelOf(question.comment), words] : []));
  form.append(make('button', { className: 'send', textContent: question.submit }));
  cross.addEventListener('click', leave);
  box.addEventListener('focusin', ({ relatedTarget }) => {
    if (!root.contains(relatedTarget as Node | null)) before = relatedTarget;
  });
  box.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') leave();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const score = Number(new FormData(form).get('score'));
    answer(score, scrubText(words?.value.trim() ?? '').slice(0, wordsMax) || undefined);
    const hadFocus = form.contains(root.activeElement);
    form.remove();
    heading.hidden = true;
    box.removeAttribute('aria-labelledby');
    box.setAttribute('aria-label', question.thanks);
    status.textContent = question.thanks;
    // What had it is gone.
    if (hadFocus) cross.focus();
  });

  box.append(heading, cross, form, status);
  root.append(box);
};

/** A scale as a group of radio buttons; its ends are described for those who cannot see where they are. */
const scaleOf = (question: Question): HTMLElement => {
  const { from, to } = KINDS[question.kind];
  const scale = make('fieldset', { className: question.kind });
  scale.setAttribute('aria-labelledby', 'question');
  scale.setAttribute('aria-describedby', 'ends');
  const scores = make('div', { className: 'scores' });
  for (let score = from; score <= to; score++) {
    const label = make('label');
    const input = make('input', {
      type: 'radio',
      name: 'score',
      value: `${score}`,
      required: true,
    });
    label.append(input, make('span', { textContent: `${score}` }));
    scores.append(label);
  }
  const ends = make('div', { id: 'ends', className: 'ends' });
  for (const [score, text] of [
    [from, question.low],
    [to, question.high],
  ] as const) {
    ends.append(make('span', { textContent: `${score} – ${text}` }));
  }
  scale.append(scores, ends);
  return scale;
};

const labelOf = (text: string): HTMLLabelElement =>
  make('label', { htmlFor: 'words', className: 'words', textContent: text });

const make = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  members: Partial<HTMLElementTagNameMap[Name]> = {},
): HTMLElementTagNameMap[Name] => Object.assign(document.createElement(name), members);
