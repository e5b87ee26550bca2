import { useState } from 'preact/hooks';
import { ApiError, type Fault } from './call.ts';
import { messageOf } from './use-load.ts';

export interface Act {
  busy: boolean;
  /** Why the last try failed. */
  error: string | undefined;
  /** What of the body was at fault, if the API told. */
  faults: readonly Fault[];
  /** Does it; a second call while one is under way does nothing. */
  run: (what: () => Promise<void>) => void;
}

/** Something that is sent to the API once a person asks for it. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  return {
    busy,
    error: failed === undefined ? undefined : messageOf(failed),
    faults: failed instanceof ApiError ? failed.faults : [],
    run: (what) => {
      if (busy) return;
      setBusy(true);
      setFailed(undefined);
      what().then(
        () => setBusy(false),
        (error: unknown) => {
          setBusy(false);
          setFailed(error);
        },
      );
    },
  };
}

/** The fault of a member, or of what is in it. The words begin without the member's name. */
export function faultAt(faults: readonly Fault[], pointer: string): string | undefined {
  const fault = faults.find((one) => one.pointer === pointer || isWithin(one, pointer));
  return fault?.detail.replace(/^"[^"]*": /, '');
}

/** Those of a member, with pointers that begin there. */
export function faultsWithin(faults: readonly Fault[], pointer: string): Fault[] {
  return faults
    .filter((fault) => fault.pointer === pointer || isWithin(fault, pointer))
    .map((fault) => ({ ...fault, pointer: fault.pointer.slice(pointer.length) }));
}

function isWithin(fault: Fault, pointer: string): boolean {
  return fault.pointer.startsWith(`${pointer}/`);
}
