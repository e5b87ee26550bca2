import { history, livesOf, type Identity, type Reader } from '../history/index.ts';
import type { Answer } from './answers.ts';
import type { ReportContext } from './context.ts';
import { JourneyMapFold, type MapConversion } from './journey-map.ts';
import type { JourneyMap, JourneyMapPick, JourneyMapQuery } from './journey-map-query.ts';
import { rulesOf, type SiteRules } from './site-rules.ts';
import { StageTimes } from './stage-times.ts';
import { LIVES, stagesRun } from './stages-report.ts';
import { storyOf } from './story.ts';

/** More people than this who converted are not each looked into: their whole lives would be read. */
export const MOST_CONVERTED = 5_000;

/** Stages as a service designer draws them, measured. */
export async function journeyMap(
  context: ReportContext,
  query: JourneyMapQuery,
): Promise<Answer<JourneyMap>> {
  const { data, rowsRead, stitchedShare } = await run(context, query);
  return { data, rowsRead, stitchedShare };
}

/** The customers behind a number of the map. */
export async function journeyMapPeople(
  context: ReportContext,
  query: JourneyMapQuery,
  pick: JourneyMapPick,
): Promise<string[]> {
  const { fold } = await run(context, query, pick);
  return fold.peopleOf(pick);
}

interface Run {
  fold: JourneyMapFold;
  data: JourneyMap;
  rowsRead: number;
  stitchedShare: number | null;
}

async function run(
  context: ReportContext,
  asked: JourneyMapQuery,
  opened?: JourneyMapPick,
): Promise<Run> {
  const times = new StageTimes();
  const stages = await stagesRun(context, asked, (life) => times.add(life));
  const { reader, identity, orders, stitchedShare } = stages;
  const rules = rulesOf(context.site);
  // Conditions on people are tests of them by now.
  const query: JourneyMapQuery = { ...asked, ...stages.query };
  const fold = new JourneyMapFold(query, {
    dataUntil: context.now,
    stages: times,
    rules,
    orders,
    people: identity.people,
    ...(opened && { opened }),
  });
  const { from } = query.range;
  const to = Math.min(query.range.to, context.now + 1);
  for await (const items of history(reader, identity, {
    from,
    to,
    depth: 'whole',
    cookieless: true,
    // They were counted while stages were found.
    told: { from: 0, to: 0 },
  })) {
    for (const item of items) fold.step(item);
  }
  for (const order of orders) fold.order(order);
  const { converted } = fold;
  const knowsQuick = converted.length <= MOST_CONVERTED;
  if (knowsQuick) fold.hurry(await conversionsOf(converted, { reader, identity, rules }));
  const data = fold.result(stages.data, knowsQuick);
  return { fold, data, rowsRead: reader.rowsRead, stitchedShare };
}

/** Conversions of people with the journeys that they close, as the list of journeys tells them. */
async function conversionsOf(
  customers: readonly string[],
  { reader, identity, rules }: { reader: Reader; identity: Identity; rules: SiteRules },
): Promise<MapConversion[]> {
  const conversions: MapConversion[] = [];
  for (let i = 0; i < customers.length; i += LIVES) {
    const lives = await livesOf(reader, identity, customers.slice(i, i + LIVES));
    for (const life of lives.values()) {
      const { customer } = life;
      for (const { conversion, openedAt } of storyOf(life, rules).journeys) {
        if (conversion === undefined) continue;
        conversions.push({ customer, at: conversion.at, took: conversion.at - openedAt });
      }
    }
  }
  return conversions;
}
