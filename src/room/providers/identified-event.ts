import type { ProviderEvent } from "../provider.js";

/** An event as its provider numbers it: one that comes twice is heard once. */
export interface IdentifiedEvent extends ProviderEvent {
  readonly id: string;
  /** By which number the provider knows who it is, where it does not say the identity. */
  readonly uid?: number;
}
