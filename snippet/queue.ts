import { nameHere } from './config.ts';
import { guard } from './guard.ts';

/** A batch without its `sent_at`: its members but `events` as JSON, then each event as JSON. */
export type Sealed = [head: string, ...events: string[]];

/** How long the browser's storage may take, in ms: WebKit's sometimes never answers. */
const patience = 1_000;

// Batches wait in memory and, so that they survive the page, in a database of our own.
const memory: Map<string, Sealed> = new Map();
let store: Promise<IDBDatabase> | undefined;
/** Set: what is put now outlives the page. */
export let isOpen: unknown;

const open = (): Promise<IDBDatabase> =>
  new Promise<unknown>((resolve) => {
    const opening = indexedDB.open(nameHere);
    opening.onupgradeneeded = () => opening.result.createObjectStore('batches');
    opening.onsuccess = () => {
      resolve((isOpen = opening.result));
      // Safari closes connections as it likes. Handlers by name weigh less than listeners.
      // oxlint-disable-next-line unicorn/prefer-add-event-listener
      opening.result.onclose = () => (store &&= open());
    };
    // Where opening throws it resolves to what has no transactions; where it fails, never: as if the
    // browser had not answered.
  }).catch(Boolean) as Promise<IDBDatabase>;

const use = async (work: (all: IDBObjectStore) => unknown): Promise<void> => {
  try {
    // Throws where there is no database.
    const transaction = ((await store) as IDBDatabase).transaction('batches', 'readwrite');
    // Commits by itself: a transaction left to end on its own is lost when the page goes.
    if (work(transaction.objectStore('batches'))) transaction.commit();
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

/** Forgets a batch, unless its tab has written more events to it since; true if it was this one. */
export const remove = (id: string, batch?: Sealed): boolean => {
  void use((all) => {
    const request: IDBRequest<Sealed | undefined> = all.get(id);
    request.onsuccess = () => {
      if (request.result?.length === batch?.length) all.delete(id);
    };
  });
  return memory.delete(id);
};

/** From now on batches are kept on the device. */
export const keepBatches = (): void => {
  store ??= open();
  memory.forEach((batch, id) => put(id, batch));
};

export const eraseBatches = (): void => {
  memory.clear();
  if (store) void use((all) => all.clear());
  else guard(() => indexedDB.deleteDatabase(nameHere))();
  store = isOpen = undefined;
};
