import { createStore, type UseStore } from 'idb-keyval';
import { nameHere } from './config.ts';
import { guard } from './guard.ts';

/** A batch without its `sent_at`: its members but `events` as JSON, then each event as JSON. */
export type Sealed = [head: string, ...events: string[]];

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
    let stored: [string, Sealed][] = [];
    // Ids begin with their time. Pairs are compared as text.
    // oxlint-disable-next-line typescript/require-array-sort-compare
    const done = (): void => resolve([...new Map([...stored, ...memory])].sort());
    setTimeout(done, store && patience);
    void use((all) => {
      const ids = all.getAllKeys();
      const batches: IDBRequest<Sealed[]> = all.getAll();
      batches.onsuccess = () => {
        stored = batches.result.map((batch, index) => [ids.result[index] as string, batch]);
        done();
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
      if (request.result?.length === batch?.length) all.delete(id);
    };
  });
};

/** From now on batches are kept on the device. */
export const keepBatches = (): void => {
  store ??= createStore(nameHere, 'batches');
  for (const [id, batch] of memory) put(id, batch);
};

export const eraseBatches = (): void => {
  memory.clear();
  if (store) void use((all) => all.clear());
  else guard(() => indexedDB.deleteDatabase(nameHere))();
  store = undefined;
};
