/** One chunk as it waits in this browser until the server has it. */
export interface KeptChunk {
  readonly recordingId: string;
  readonly caseId: string;
  readonly number: number;
  readonly sha256: string;
  readonly previousHash: string;
  readonly bytes: ArrayBuffer;
}

const name = "consilium-recordings";
const table = "chunks";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(table, { keyPath: ["recordingId", "number"] });
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("IndexedDB"));
    };
  });
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(table, mode);
      const request = work(transaction.objectStore(table));
      transaction.oncomplete = () => {
        resolve(request.result);
      };
      transaction.onerror = () => {
        reject(transaction.error ?? new Error("IndexedDB"));
      };
      transaction.onabort = transaction.onerror;
    });
  } finally {
    database.close();
  }
}

const rangeOf = (recordingId: string): IDBKeyRange =>
  IDBKeyRange.bound([recordingId, 0], [recordingId, Number.MAX_SAFE_INTEGER]);

/** Chunks outlive the tab, the browser and a cut network; they leave as soon as the server has them. */
export const chunkStore = {
  keep: (chunk: KeptChunk) => run("readwrite", (store) => store.put(chunk)),
  drop: (recordingId: string, number: number) =>
    run("readwrite", (store) => store.delete([recordingId, number])),
  dropAll: (recordingId: string) => run("readwrite", (store) => store.delete(rangeOf(recordingId))),
  /** In the order of their numbers. */
  of: (recordingId: string) =>
    run<KeptChunk[]>("readonly", (store) => store.getAll(rangeOf(recordingId)) as IDBRequest<KeptChunk[]>),
  all: () => run<KeptChunk[]>("readonly", (store) => store.getAll() as IDBRequest<KeptChunk[]>),
};
