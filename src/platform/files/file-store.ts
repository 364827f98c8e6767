/** Where file contents live. Keys are our own UUIDs; a name given by a person never reaches a path. */
export interface FileStore {
  /** Stores the whole content under a new key, or throws and leaves nothing behind. */
  put(key: string, content: Uint8Array): Promise<void>;
  /** Undefined: no such key. */
  get(key: string): Promise<Uint8Array | undefined>;
  delete(key: string): Promise<void>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Throws unless the key is a UUID in lower case: the only form that is safe in a path. */
export function assertKey(key: string): void {
  if (!uuid.test(key)) throw new Error("a file key is a lower-case UUID");
}
