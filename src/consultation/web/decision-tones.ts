import type { Tone } from "../../web/components/StatusTag.js";
import type { Decision } from "../domain/disposition.js";

export const decisionTones: Readonly<Record<Decision, Tone>> = {
  adopted: "good",
  partly_adopted: "warn",
  not_adopted: "bad",
};
