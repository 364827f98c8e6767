import type { Command } from "commander";

type AddVerb = (program: Command) => void;

/**
 * Every verb of the command line, in the order of the help text; one file each. A verb is loaded when it is asked for:
 * what one of them needs must not slow the others down.
 */
export const verbs: Readonly<Record<string, () => Promise<AddVerb>>> = {
  start: async () => (await import("./start.js")).startVerb,
  migrate: async () => (await import("./migrate.js")).migrateVerb,
  seed: async () => (await import("./seed.js")).seedVerb,
  import: async () => (await import("./import.js")).importVerb,
  expert: async () => (await import("./expert.js")).expertVerb,
  normalise: async () => (await import("./normalise.js")).normaliseVerb,
  evaluate: async () => (await import("./evaluate.js")).evaluateVerb,
  train: async () => (await import("./train.js")).trainVerb,
  use: async () => (await import("./use.js")).useVerb,
  code: async () => (await import("./code.js")).codeVerb,
  mentions: async () => (await import("./mentions.js")).mentionsVerb,
  triage: async () => (await import("./triage.js")).triageVerb,
  assistant: async () => (await import("./assistant.js")).assistantVerb,
  "notify-test": async () => (await import("./notify-test.js")).notifyTestVerb,
  "rtc-test": async () => (await import("./rtc-test.js")).rtcTestVerb,
  slots: async () => (await import("./slots.js")).slotsVerb,
  ics: async () => (await import("./ics.js")).icsVerb,
  match: async () => (await import("./match.js")).matchVerb,
  feedback: async () => (await import("./feedback.js")).feedbackVerb,
  profile: async () => (await import("./profile.js")).profileVerb,
  insight: async () => (await import("./insight.js")).insightVerb,
  pilot: async () => (await import("./pilot.js")).pilotVerb,
  quality: async () => (await import("./quality.js")).qualityVerb,
  image: async () => (await import("./image.js")).imageVerb,
  connector: async () => (await import("./connector.js")).connectorVerb,
  opinion: async () => (await import("./opinion.js")).opinionVerb,
  hl7: async () => (await import("./hl7.js")).hl7Verb,
  remind: async () => (await import("./remind.js")).remindVerb,
  simulate: async () => (await import("./simulate.js")).simulateVerb,
  bench: async () => (await import("./bench.js")).benchVerb,
  ledger: async () => (await import("./ledger.js")).ledgerVerb,
  "audit-verify": async () => (await import("./audit-verify.js")).auditVerifyVerb,
  "check-invariants": async () => (await import("./check-invariants.js")).checkInvariantsVerb,
  doctor: async () => (await import("./doctor.js")).doctorVerb,
};
