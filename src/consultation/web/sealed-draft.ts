import { z } from "zod";
import { OpinionText } from "../api.js";

/** Text that the server does not have, and the revision of the draft it was written over. */
export const Unsaved = z.strictObject({ text: OpinionText, revision: z.number().int() });
export type Unsaved = z.infer<typeof Unsaved>;

/** One text as it lies in this browser: nothing about it can be read without the key, which only the server gives. */
interface SealedDraft {
  readonly slot: string;
  readonly at: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

/** A key that seals and opens texts of one author and case; never leaves this window's memory. */
export interface DraftSeal {
  readonly key: CryptoKey;
  /** Where its text lies: a digest of the key, so that the place names neither case nor person. */
  readonly slot: string;
}

const name = "consilium-drafts";
const table = "drafts";
const keptDays = 7;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(table, { keyPath: "slot" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(table, mode);
      const request = work(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB"));
    });
  } finally {
    database.close();
  }
}

/** Undefined where the browser seals nothing: a page that is neither https nor localhost. Such a page keeps no text. */
export async function newDraftSeal(base64: string): Promise<DraftSeal | undefined> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return undefined;
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return {
    key: await subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]),
    slot: Array.from(digest, (one) => one.toString(16).padStart(2, "0")).join(""),
  };
}

export async function keepDraft({ key, slot }: DraftSeal, unsaved: Unsaved): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(unsaved));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  await run("readwrite", (store) => store.put({ slot, at: Date.now(), iv, sealed } satisfies SealedDraft));
}

export const dropDraft = ({ slot }: DraftSeal): Promise<unknown> =>
  run("readwrite", (store) => store.delete(slot));

/** What lies there; undefined: nothing, or nothing that this key opens. What is older than a week is thrown away, whosever it is. */
export async function readDraft({ key, slot }: DraftSeal): Promise<Unsaved | undefined> {
  const all = await run<SealedDraft[]>("readonly", (store) => store.getAll() as IDBRequest<SealedDraft[]>);
  const oldest = Date.now() - keptDays * 86_400_000;
  for (const one of all) if (one.at < oldest) await run("readwrite", (store) => store.delete(one.slot));
  const found = all.find((one) => one.slot === slot && one.at >= oldest);
  if (!found) return undefined;
  try {
    const { iv, sealed } = found;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
    return Unsaved.parse(JSON.parse(new TextDecoder().decode(plain)));
  } catch {
    return undefined;
  }
}
