import type { PGlite } from "@electric-sql/pglite";

/** What is used here of Emscripten's file system in memory (MEMFS); PGlite gives it without types. */
interface MemoryNode {
  readonly isFolder: boolean;
  /** A folder's entries by name; a file's bytes, of which the first `usedBytes` count; undefined for devices and links. */
  contents?: Record<string, MemoryNode> | Uint8Array | null;
}
interface MemoryStream {
  readonly shared: object;
}
interface MemoryFiles {
  readonly root: MemoryNode;
  readonly streams: (MemoryStream | null | undefined)[];
  readonly nameTable: (MemoryNode | undefined)[];
}
interface Emscripten {
  readonly HEAPU8: Uint8Array;
  readonly FS: MemoryFiles;
}

const PAGE_BYTES = 65_536;
const zeroes = new Uint8Array(PAGE_BYTES);
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** The pages of the WebAssembly memory that hold something, by number: 15 of its 193 MB in an idle database. */
function keepMemory(module: Emscripten): () => void {
  const kept = new Map<number, Uint8Array>();
  const pages = () => module.HEAPU8.length / PAGE_BYTES;
  const page = (n: number) => module.HEAPU8.subarray(n * PAGE_BYTES, (n + 1) * PAGE_BYTES);
  for (let n = 0; n < pages(); n++) if (!isSame(page(n), zeroes)) kept.set(n, page(n).slice());
  return () => {
    // Memory that grew since then stays, as empty as it was given.
    for (let n = 0; n < pages(); n++) {
      const before = kept.get(n) ?? zeroes;
      if (!isSame(page(n), before)) page(n).set(before);
    }
  };
}

/** Every file, folder and open stream, with what was in it. Nodes stay the same objects, since streams hold them. */
function keepFiles({ root, streams, nameTable }: MemoryFiles): () => void {
  const restores: (() => void)[] = [];
  const seen = new Set<object>();
  const keep = (node: MemoryNode) => {
    if (seen.has(node)) return;
    seen.add(node);
    const fields = { ...node };
    const { contents } = node;
    if (contents instanceof Uint8Array) {
      const bytes = contents.slice();
      restores.push(() => Object.assign(node, fields, { contents: bytes.slice() }));
      return;
    }
    const entries = contents && { ...contents };
    restores.push(() => Object.assign(node, fields, entries && { contents: { ...entries } }));
    for (const entry of Object.values(entries ?? {})) keep(entry);
  };
  keep(root);
  for (const node of nameTable) if (node) keep(node);
  const names = [...nameTable];
  const open = streams.map(
    (stream) => stream && { stream, fields: { ...stream }, shared: { ...stream.shared } },
  );
  return () => {
    for (const restore of restores) restore();
    nameTable.splice(0, nameTable.length, ...names);
    streams.length = 0;
    for (const one of open) {
      if (one) {
        Object.assign(one.stream, one.fields);
        Object.assign(one.stream.shared, one.shared);
      }
      streams.push(one?.stream);
    }
  };
}

/**
 * Takes down the whole state of an idle PGlite in memory: its WebAssembly memory, its files and its streams. What is returned
 * puts it back in a twentieth of the time that opening another one takes. Nobody may use what he kept of it from before: prepared
 * statements and channels listened to are those of the moment it was taken down.
 */
function rememberState(pglite: PGlite): () => void {
  const module = pglite.Module as unknown as Emscripten;
  const [memory, files] = [keepMemory(module), keepFiles(module.FS)];
  return () => {
    memory();
    files();
  };
}

/** A PGlite for one test: once closed it refuses everything, and the next test gets the database behind it as it first was. */
function lend(pglite: PGlite, takeBack: () => void): PGlite {
  let isClosed = false;
  const silence = new Set<() => Promise<void>>();
  const own: Partial<Record<string | symbol, unknown>> = {
    async listen(...[channel, hear]: Parameters<PGlite["listen"]>) {
      const stop = await pglite.listen(channel, hear);
      const once = async () => {
        if (silence.delete(once)) await stop();
      };
      silence.add(once);
      return once;
    },
    async close() {
      if (isClosed) throw new Error("PGlite is closed");
      isClosed = true;
      for (const stop of silence) await stop();
      // Whoever was let in before is waited for; whoever comes later is refused.
      await pglite.runExclusive(() => {
        takeBack();
        return Promise.resolve();
      });
    },
  };
  return new Proxy(pglite, {
    get(_target, key) {
      if (key === "closed") return isClosed;
      if (isClosed && key !== "close") throw new Error("PGlite is closed");
      const value: unknown = own[key] ?? Reflect.get(pglite, key, pglite);
      return typeof value === "function" ? (value.bind(pglite) as unknown) : value;
    },
  });
}

const idle: { readonly pglite: PGlite; readonly rewind: () => void }[] = [];

/** An idle PGlite as `open` makes it, put back to that moment when it is closed and lent to whoever asks next. */
export async function lendPglite(open: () => Promise<PGlite>): Promise<PGlite> {
  let one = idle.pop();
  if (!one) {
    const pglite = await open();
    // A library that is loaded later would be forgotten by the memory and still stand in the loader's list.
    await pglite.exec("load 'plpgsql'");
    one = { pglite, rewind: rememberState(pglite) };
  }
  const { pglite, rewind } = one;
  return lend(pglite, () => {
    rewind();
    idle.push({ pglite, rewind });
  });
}
