import type { Tone } from "../../web/components/StatusTag.js";
import type { ImportRunView } from "../api.js";

/** How an import's state looks in the list and on its page. */
export const runTones: Readonly<Record<ImportRunView["status"], Tone>> = {
  preview: "warn",
  applying: "progress",
  applied: "good",
  discarded: "neutral",
};
