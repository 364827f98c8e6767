import type { Tone } from "../../web/components/StatusTag.js";
import type { BatchStatus } from "../api.js";

export const batchTones: Readonly<Record<BatchStatus, Tone>> = {
  accruing: "neutral",
  closed: "progress",
  disputed: "bad",
  approved: "progress",
  paid: "good",
};
export const creditTones = { provisional: "progress", confirmed: "good", revoked: "bad" } as const;
