import { attributionQuestion, changesQuestion, frictionQuestion } from './causes.ts';
import {
  journeyMapQuestion,
  lifecycleQuestion,
  retentionQuestion,
  stagesQuestion,
} from './life.ts';
import type { Question } from './question.ts';
import { compareQuestion, segmentsQuestion } from './sides.ts';
import { cartsQuestion, overviewQuestion, revenueQuestion, searchesQuestion } from './traffic.ts';
import { funnelQuestion, pathsQuestion } from './ways.ts';

/** Every report's question, by the report's name. */
const QUESTIONS: ReadonlyMap<string, Question> = new Map(
  [
    overviewQuestion,
    funnelQuestion,
    pathsQuestion,
    retentionQuestion,
    lifecycleQuestion,
    attributionQuestion,
    revenueQuestion,
    frictionQuestion,
    changesQuestion,
    compareQuestion,
    cartsQuestion,
    searchesQuestion,
    stagesQuestion,
    journeyMapQuestion,
    segmentsQuestion,
  ].map((question) => [question.report, question]),
);

export function questionNamed(report: string): Question | undefined {
  return QUESTIONS.get(report);
}
