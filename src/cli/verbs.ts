import type { Command } from "commander";
import { auditVerifyVerb } from "./audit-verify.js";
import { checkInvariantsVerb } from "./check-invariants.js";
import { codeVerb } from "./code.js";
import { doctorVerb } from "./doctor.js";
import { importVerb } from "./import.js";
import { matchVerb } from "./match.js";
import { migrateVerb } from "./migrate.js";
import { normaliseVerb } from "./normalise.js";
import { seedVerb } from "./seed.js";
import { startVerb } from "./start.js";
import { triageVerb } from "./triage.js";

/** Every verb of the command line, in the order of the help text. One file each. */
export const verbs: readonly ((program: Command) => void)[] = [
  startVerb,
  migrateVerb,
  seedVerb,
  importVerb,
  normaliseVerb,
  codeVerb,
  triageVerb,
  matchVerb,
  auditVerifyVerb,
  checkInvariantsVerb,
  doctorVerb,
];
