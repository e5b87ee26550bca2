import type { Addon } from './addon.ts';
import { mayAsk, noteAsked } from './survey/frequency.ts';
import { drawSurvey } from './survey/draw.ts';
import { questionOf } from './survey/question.ts';

/** Element of the page that a survey is. */
const element = 'sojourn-survey';

/**
 * `<sojourn-survey kind="nps" name="nps-2026">` asks for a score, at most once in its `every`. It tells
 * `survey_shown`, and `survey_answer` with the `score`, by which NPS, CSAT and CES are counted.
 */
export const start: Addon['start'] = (track, _, __, [, { site }]) => {
  class Survey extends HTMLElement {
    #timer: ReturnType<typeof setTimeout> | undefined;
    #root: ShadowRoot | undefined;

    connectedCallback(): void {
      const question = questionOf(this);
      if (this.#root || !mayAsk(site, question)) return;
      this.#timer = setTimeout(() => this.#ask(), question.after * 1_000);
    }

    disconnectedCallback(): void {
      clearTimeout(this.#timer);
    }

    #ask(): void {
      const question = questionOf(this);
      // Another tab may have asked meanwhile.
      if (!mayAsk(site, question)) return;
      noteAsked(site, question);
      const facts = { survey: question.name, type: question.kind };
      this.#root = this.attachShadow({ mode: 'open' });
      drawSurvey(this.#root, question, {
        answer: (score, comment) => {
          track('survey_answer', { ...facts, score, comment });
        },
        close: () => this.remove(),
      });
      track('survey_shown', facts);
    }
  }
  // A second add-on of the page would throw.
  if (!customElements.get(element)) customElements.define(element, Survey);
};
