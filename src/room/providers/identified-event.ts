import type { ProviderEvent } from "../provider.js";

/** An event as its provider numbers it: one that comes twice is heard once. */
export interface IdentifiedEvent extends ProviderEvent {
  readonly id: string;
}
