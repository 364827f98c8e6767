import type { Instant } from "../../../kernel/types.js";
import type { ConnectorMapping } from "../mapping.js";
import type { Segment } from "./message.js";

/** How a message is read: by the connector's mapping, in the sender's zone, at the moment it arrived. */
export interface ReadSettings {
  readonly mapping: ConnectorMapping;
  /** Minutes east of UTC where a time names no zone. */
  readonly offsetMinutes: number;
  /** When the message arrived: stands in for a missing time, and later ones are refused. */
  readonly receivedAt: Instant;
}

/** One entry's segments. */
export interface EntrySegments {
  readonly mfe: Segment;
  readonly stf: Segment | undefined;
  readonly pra: readonly Segment[];
  readonly org: readonly Segment[];
  readonly aff: readonly Segment[];
  readonly lan: readonly Segment[];
  readonly edu: readonly Segment[];
  readonly cer: readonly Segment[];
}
