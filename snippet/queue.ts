import { nameHere } from './config.ts';
import { lose, recall } from './device.ts';
import { guard } from './guard.ts';

/** A batch without its `sent_at`: its members but `events` as JSON, then each event as JSON. */
export type Sealed = [head: string, ...events: string[]];

/** How long the browser's storage may take, in ms: WebKit's sometimes never answers. */
const patience = 1_000;

// Batches wait in a database of our own, so that they survive the page; in memory until it has them.
export const memory: Map<string, Sealed> = new Map();
let store: Promise<IDBDatabase> | undefined;
/** Set: what is put now outlives the page. */
export let isOpen: unknown;

const open = (): Promise<IDBDatabase> =>
  new Promise<unknown>((resolve) => {
    const opening = indexedDB.open(nameHere);
    opening.onupgradeneeded = () => opening.result.createObjectStore(nameHere);
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
    const transaction = ((await store) as IDBDatabase).transaction(nameHere, 'readwrite');
    // Commits by itself: a transaction left to end on its own is lost when the page goes.
    if (work(transaction.objectStore(nameHere))) transaction.commit();
  } catch {
    // The batch is in memory still.
  }
};

/** Batches that wait, by their ids, which begin with their time: this page's and those of closed and other tabs. */
export const waiting = (): Promise<[string, Sealed][]> =>
  new Promise<[string, Sealed][] | void>((resolve) => {
    setTimeout(resolve, store && patience);
    void use((all) => {
      const ids = all.getAllKeys();
      const batches: IDBRequest<Sealed[]> = all.getAll();
      batches.onsuccess = () =>
        resolve(batches.result.map((batch, index) => [ids.result[index] as string, batch]));
    });
  })
    // Where the database has an earlier version of a batch, the later one counts.
    .then((stored) => [...new Map([...(stored ?? []), ...memory])]);

export const put = (id: string, batch: Sealed): void => {
  memory.set(id, batch);
  void use(
    (all) =>
      // oxlint-disable-next-line unicorn/prefer-add-event-listener
      ((all.put(batch, id).transaction as IDBTransaction).oncomplete = () => memory.delete(id)),
  );
};

/**
 * Forgets a batch, unless its tab has written more events to it since. Of all pages that give it up for
 * a reason, the one that still finds it says so.
 */
export const remove = (id: string, batch: Sealed, reason?: string | false): void => {
  const end = (): void => {
    // What is no batch counts as one event.
    if (reason) lose(reason, Array.isArray(batch) ? batch.length - 1 : 1);
    reason = false;
  };
  if (memory.delete(id)) end();
  void use((all) => {
    const request: IDBRequest<Sealed | undefined> = all.get(id);
    request.onsuccess = () => {
      if (request.result?.length === batch?.length) {
        all.delete(id);
        end();
      }
    };
  });
};

/** From now on batches are kept on the device. */
export const keepBatches = (): void => {
  store ??= open();
  memory.forEach((batch, id) => put(id, batch));
  // The page before may have gone with its connection before its last batches were there.
  recall().left?.forEach((batch) => put(...batch));
};

export const eraseBatches = (): void => {
  memory.clear();
  void use((all) => all.clear());
  guard(() => {
    delete localStorage[nameHere];
    if (!store) indexedDB.deleteDatabase(nameHere);
  })();
  store = isOpen = undefined;
};
