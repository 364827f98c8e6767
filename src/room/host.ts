import { embeddedProvider } from "./embedded.js";
import type { TurnSettings } from "./ice.js";
import type { RtcProvider, RtcProviders } from "./provider.js";

/** What carries the calls of this node. */
export interface RoomNode {
  readonly providers: RtcProviders;
}

export interface RoomConfig {
  readonly turn: TurnSettings | undefined;
}

/** `over`: the providers that institutions may choose; without it every call goes directly between the pages. */
export function roomNode(config: RoomConfig, over?: (embedded: RtcProvider) => RtcProviders): RoomNode {
  const embedded = embeddedProvider(config.turn);
  if (over) return { providers: over(embedded) };
  return {
    providers: {
      forInstitution: () => Promise.resolve(embedded),
      named: (name) =>
        name === "embedded"
          ? Promise.resolve(embedded)
          : Promise.reject(new Error(`calls of ${name} cannot be made on this node`)),
    },
  };
}
