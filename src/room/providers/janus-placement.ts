import type { JanusInstance } from "./janus-control.js";

/** On which Janus each room lives. Kept for all nodes. */
export interface Placements {
  /** `apiUrl` of the room's Janus; undefined: none yet. */
  find(roomId: string): Promise<string | undefined>;
  /** Live rooms by `apiUrl`. */
  load(): Promise<ReadonlyMap<string, number>>;
  /**
   * Puts the room on `to` if it is where it was when it was looked up (`from`; undefined: nowhere). Answers where it stands
   * afterwards: another node may have been first.
   */
  place(roomId: string, from: string | undefined, to: string): Promise<string>;
}

/** The Januses in the order in which a new room should try them: fewest rooms first, then as they are listed. */
export const orderOfTrial = (
  instances: readonly JanusInstance[],
  load: ReadonlyMap<string, number>,
): readonly JanusInstance[] =>
  instances
    .map((instance, at) => ({ instance, at, rooms: load.get(instance.apiUrl) ?? 0 }))
    .sort((a, b) => a.rooms - b.rooms || a.at - b.at)
    .map(({ instance }) => instance);

/** Placements of one process. */
export function placementsInMemory(): Placements {
  const places = new Map<string, string>();
  return {
    find: (roomId) => Promise.resolve(places.get(roomId)),
    load: () => {
      const load = new Map<string, number>();
      for (const apiUrl of places.values()) load.set(apiUrl, (load.get(apiUrl) ?? 0) + 1);
      return Promise.resolve(load);
    },
    place: (roomId, from, to) => {
      if (places.get(roomId) === from) places.set(roomId, to);
      return Promise.resolve(places.get(roomId) ?? to);
    },
  };
}
