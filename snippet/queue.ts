import { createStore, type UseStore } from 'idb-keyval';
import { nameHere } from './config.ts';
import { guard } from './guard.ts';

/** A batch without its `sent_at`: the members before `events` as JSON, then each event as JSON. */
export interface Sealed {
  head: string;
  events: string[];
}

/** How long the browser's storage may take, in ms: WebKit's sometimes never answers. */
const patience = 1_000;

// Batches wait in memory and, so that they survive the page, in an IndexedDB store of our own.
const memory: Map<string, Sealed> = new Map();
let store: UseStore | undefined;

const use = async (work: (all: IDBObjectStore) => unknown): Promise<void> => {
  try {
    await store?.('readwrite', (all) => {
      // Commits by itself: a transaction left to end on its own is lost when the page goes.
      if (work(all)) all.transaction.commit();
    });
  } catch {
    // The batch is in memory still.
  }
};

/** Batches that wait, oldest first: this page's and those of closed and other tabs. */
export const waiting = (): Promise<[string, Sealed][]> =>
  new Promise((resolve) => {
    const found = new Map(memory);
    const done = (): void => resolve([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
    setTimeout(done, store && patience);
    void use((all) => {
      const request = all.openCursor();
      request.onsuccess = () => {
        const { result } = request;
        if (!result) return done();
        const id = result.key as string;
        if (!found.has(id)) found.set(id, result.value);
        return result.continue();
      };
    });
  });

export const put = (id: string, batch: Sealed): void => {
  memory.set(id, batch);
  void use((all) => all.put(batch, id));
};

/** Forgets a batch, unless its tab has written more events to it since. */
export const remove = (id: string, batch?: Sealed): void => {
  memory.delete(id);
  void use((all) => {
    const request: IDBRequest<Sealed | undefined> = all.get(id);
    request.onsuccess = () => {
      if (request.result?.events?.length === batch?.events?.length) all.delete(id);
    };
  });
};

/** From now on batches are kept on the device. */
export const keepBatches = (): void => {
  store ??= createStore(nameHere(), 'batches');
  for (const [id, batch] of memory) put(id, batch);
};

export const eraseBatches = (): void => {
  memory.clear();
  if (store) void use((all) => all.clear());
  else guard(() => indexedDB.deleteDatabase(nameHere()))();
  store = undefined;
};
