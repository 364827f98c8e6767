import { startLanes } from "../platform/lanes.js";
import { deliverNext } from "./deliver.js";
import type { NotifyHost } from "./host.js";

/** How many messages one node sends at a time. */
const lanes = 3;

/** Sends due messages until stopped. */
export const startSender = (
  host: NotifyHost,
  report: (error: unknown, deliveryId: string) => void,
  pollMs = 2000,
): Promise<{ stop(): Promise<void> }> =>
  startLanes({
    database: host.database,
    channel: "consilium_deliver",
    lanes,
    pollMs,
    next: () => deliverNext(host, report),
    report: (error) => report(error, ""),
  });
