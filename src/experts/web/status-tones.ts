import type { Tone } from "../../web/components/StatusTag.js";

/** How an expert's readiness looks wherever it is shown. */
export const statusTones = { active: "good", paused: "warn", retired: "neutral" } as const satisfies Record<
  string,
  Tone
>;
