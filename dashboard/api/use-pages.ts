import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from './call.ts';
import type { Page } from './shapes.ts';
import { messageOf } from './use-load.ts';

export interface Pages<T> {
  items: T[];
  /** Nothing has been answered yet for the list as it is asked for now. */
  fresh: boolean;
  loading: boolean;
  error: string | undefined;
  /** Fetches the next page; undefined at the end of the list. */
  more: (() => void) | undefined;
  retry: () => void;
}

interface State<T> {
  of: string;
  items: T[];
  cursor: string | undefined;
  error?: string;
}

/** A list read page by page behind its cursor; it starts anew when `path` changes. */
export function usePages<T>(path: string): Pages<T> {
  const [state, setState] = useState<State<T>>();
  const [busy, setBusy] = useState(true);
  const running = useRef<AbortController>(undefined);

  const fetchPage = (before: State<T> | undefined): void => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setBusy(true);
    const { signal } = controller;
    const items = before?.items ?? [];
    call<Page<T>>(withCursor(path, before?.cursor), { signal }).then(
      (page) => {
        setState({
          of: path,
          items: [...items, ...page.data],
          cursor: page.next_cursor ?? undefined,
        });
        setBusy(false);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setState({ of: path, items, cursor: before?.cursor, error: messageOf(error) });
        setBusy(false);
      },
    );
  };

  useEffect(() => {
    fetchPage(undefined);
    return () => running.current?.abort();
  }, [path]);

  const current = state?.of === path ? state : undefined;
  return {
    // The list before stays on the screen, dimmed, until the new one is there.
    items: state?.items ?? [],
    fresh: !current,
    loading: busy || !current,
    error: current?.error,
    more: current?.cursor === undefined ? undefined : () => fetchPage(current),
    retry: () => fetchPage(current),
  };
}

function withCursor(path: string, cursor: string | undefined): string {
  if (cursor === undefined) return path;
  return `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
}
