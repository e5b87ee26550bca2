import { useState } from 'preact/hooks';
import { apiPath, withQuery } from '../api/paths.ts';
import { mayChange } from '../api/key.ts';
import type { Page, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { type Annotation, annotationsByDay } from './annotation.ts';

/** What somebody is about to do with one. */
export type Changing =
  | { what: 'edit'; annotation: Annotation }
  | { what: 'delete'; annotation: Annotation }
  | { what: 'add'; day: string };

/** The annotations of the days that are drawn, and what is done with them. */
export interface Annotated {
  days: ReadonlySet<string>;
  /** Of all days, the earliest first. */
  all: Annotation[];
  on: (day: string | undefined) => Annotation[];
  /** Those of a day are asked for: one to change, else the list. */
  open: (annotations: Annotation[]) => void;
  isListed: boolean;
  setListed: (isListed: boolean) => void;
  changing: Changing | undefined;
  setChanging: (changing: Changing | undefined) => void;
  refresh: () => void;
}

/** Most a site may have (worker/api/saved/store.ts): one page holds them all. */
const MOST = '1000';

export function useAnnotated(days: readonly string[], site: Site): Annotated {
  const [changing, setChanging] = useState<Changing>();
  const [isListed, setListed] = useState(false);
  const { data, refresh } = useLoad<Page<Annotation>>(
    withQuery(apiPath(site.id, 'annotations'), { limit: MOST }),
  );
  const byDay = annotationsByDay(data?.data ?? [], days, site);
  return {
    days: new Set(byDay.keys()),
    all: [...byDay.values()].flat(),
    on: (day) => byDay.get(day ?? '') ?? [],
    open: ([first, ...others]) => {
      const isOne = first && others.length === 0 && mayChange();
      if (isOne) setChanging({ what: 'edit', annotation: first });
      else setListed(true);
    },
    isListed,
    setListed,
    changing,
    setChanging,
    refresh,
  };
}
