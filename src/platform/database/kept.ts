import { dropOldest } from "../../kernel/collections.js";

/**
 * What a node keeps in memory of tables that change rarely, as long as their versions (`platform.kept_version`) are what they were. The
 * versions are read in the transaction that asks, so it never gets what a committed change has made untrue.
 */
export class Kept<T> {
  private state = "";
  private readonly byKey = new Map<string, T>();
  private readonly most: number;

  /** @param most keys kept at once; the one kept longest goes */
  constructor(most = 256) {
    this.most = most;
  }

  /**
   * The value of the key, read if it is not known for this state. Undefined state: read, and not kept.
   * @param state which database and versions the asking transaction sees; whatever is read in it is no older
   */
  async of(state: string | undefined, key: string, read: () => Promise<T>): Promise<T> {
    if (state === undefined) return read();
    if (state !== this.state) {
      this.state = state;
      this.byKey.clear();
    }
    const known = this.byKey.get(key);
    if (known !== undefined || this.byKey.has(key)) return known as T;
    const value = await read();
    // Meanwhile somebody may have seen another state.
    if (this.state === state) {
      this.byKey.set(key, value);
      dropOldest(this.byKey, this.most);
    }
    return value;
  }
}
