import type { Command } from "commander";
import { auditVerifyVerb } from "./audit-verify.js";
import { checkInvariantsVerb } from "./check-invariants.js";
import { connectorVerb } from "./connector.js";
import { codeVerb } from "./code.js";
import { doctorVerb } from "./doctor.js";
import { hl7Verb } from "./hl7.js";
import { expertVerb } from "./expert.js";
import { evaluateVerb } from "./evaluate.js";
import { importVerb } from "./import.js";
import { matchVerb } from "./match.js";
import { mentionsVerb } from "./mentions.js";
import { migrateVerb } from "./migrate.js";
import { normaliseVerb } from "./normalise.js";
import { profileVerb } from "./profile.js";
import { seedVerb } from "./seed.js";
import { startVerb } from "./start.js";
import { trainVerb } from "./train.js";
import { triageVerb } from "./triage.js";

/** Every verb of the command line, in the order of the help text. One file each. */
export const verbs: readonly ((program: Command) => void)[] = [
  startVerb,
  migrateVerb,
  seedVerb,
  importVerb,
  expertVerb,
  normaliseVerb,
  evaluateVerb,
  trainVerb,
  codeVerb,
  mentionsVerb,
  triageVerb,
  matchVerb,
  profileVerb,
  connectorVerb,
  hl7Verb,
  auditVerifyVerb,
  checkInvariantsVerb,
  doctorVerb,
];
