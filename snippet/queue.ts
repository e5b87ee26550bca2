import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { guard } from './guard.ts';

/** A batch without its `sent_at`: the members before `events` as JSON, then each event as JSON. */
export interface Sealed {
  head: string;
  events: string[];
}

export interface Queue {
  /** Ids of the batches that wait, oldest first: this page's and those of closed and other tabs. */
  ids(): Promise<string[]>;
  get(id: string): Promise<Sealed | undefined>;
  put(id: string, batch: Sealed): void;
  /** Forgets a batch, unless its tab has written more events to it since. */
  remove(id: string, batch?: Sealed): void;
  /** Starts or ends keeping batches on the device; ending erases what was kept. */
  keep(on: boolean): void;
}

/** How long the browser's storage may take, in ms: WebKit's sometimes never answers. */
const patience = 1_000;

/** Batches wait in memory and, so that they survive the page, in an IndexedDB store of our own. */
export const openQueue = (site: string): Queue => {
  const name = `sojourn-${site}`;
  const memory = new Map<string, Sealed>();
  let store: UseStore | undefined;

  const read = async <T>(ask: (from: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> => {
    try {
      return await Promise.race([
        store?.('readonly', (from) => promisifyRequest(ask(from))),
        new Promise<undefined>((resolve) => setTimeout(resolve, patience)),
      ]);
    } catch {
      return undefined;
    }
  };
  // Commits by itself: a transaction left to end on its own is lost when the page goes.
  const write = async (change: (to: IDBObjectStore) => unknown): Promise<void> => {
    try {
      await store?.('readwrite', (to) => {
        if (change(to)) to.transaction.commit();
      });
    } catch {
      // The batch is in memory still.
    }
  };

  return {
    async ids() {
      const stored = (await read((from) => from.getAllKeys())) ?? [];
      return [...new Set([...stored.map(String), ...memory.keys()])].toSorted();
    },
    get: async (id) => memory.get(id) ?? (await read((from) => from.get(id))),
    put(id, batch) {
      memory.set(id, batch);
      void write((to) => to.put(batch, id));
    },
    remove(id, batch) {
      memory.delete(id);
      void write((to) => {
        if (!batch) return to.delete(id);
        const now: IDBRequest<Sealed | undefined> = to.get(id);
        now.onsuccess = () => {
          if (now.result?.events?.length === batch.events.length) to.delete(id);
        };
        return false;
      });
    },
    keep(on) {
      if (on) {
        store ??= createStore(name, 'batches');
        for (const [id, batch] of memory) void write((to) => to.put(batch, id));
      } else {
        memory.clear();
        void (store ? write((to) => to.clear()) : guard(() => indexedDB.deleteDatabase(name))());
        store = undefined;
      }
    },
  };
};
