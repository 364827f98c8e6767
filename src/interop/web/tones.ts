import type { Tone } from "../../web/components/StatusTag.js";
import type { RunRowView, RunView } from "../api.js";

export const runTones: Readonly<Record<RunView["status"], Tone>> = {
  queued: "neutral",
  running: "progress",
  done: "good",
  failed: "bad",
};

export const resultTones: Readonly<Record<RunRowView["result"], Tone>> = {
  added: "good",
  changed: "good",
  unchanged: "neutral",
  conflict: "warn",
  rejected: "bad",
  quarantined: "bad",
};
