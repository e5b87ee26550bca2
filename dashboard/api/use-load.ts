import { useEffect, useState } from 'preact/hooks';
import { call } from './call.ts';

export interface Load<T> {
  /** Kept while newer data is on its way, so that a page does not jump. */
  data: T | undefined;
  loading: boolean;
  error: string | undefined;
  retry: () => void;
  /** Asks again after something was changed; what is there stays until it is answered. */
  refresh: () => void;
}

/** Loads `path`, again whenever it or `body` changes; the answer to an outdated question is dropped. Of no path nothing. */
export function useLoad<T>(path: string | undefined, body?: object): Load<T> {
  const question = JSON.stringify([path, body]);
  const [answer, setAnswer] = useState<{ to: string; data?: T; error?: string }>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (path === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    call<T>(path, body ? { body, signal } : { signal }).then(
      (data) => setAnswer({ to: question, data }),
      (error: unknown) => {
        if (!signal.aborted) setAnswer({ to: question, error: messageOf(error) });
      },
    );
    return () => controller.abort();
  }, [question, attempt]);
  return {
    data: answer?.data,
    loading: answer?.to !== question,
    error: answer?.to === question ? answer.error : undefined,
    retry: () => {
      setAnswer(undefined);
      setAttempt(attempt + 1);
    },
    refresh: () => setAttempt(attempt + 1),
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
