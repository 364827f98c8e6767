import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.js";
import type { CompletenessGroup } from "./domain/completeness/judge-completeness.js";
import { readCompletenessGroups } from "./domain/completeness/read-groups.js";
import type { UrgencyModel } from "./domain/urgency-model/model.js";
import { unpackUrgencyModel } from "./domain/urgency-model/pack-model.js";

let loaded: UrgencyModel | undefined;

/** The urgency model of the installed package, read once at first use. */
export const urgencyModel = (): UrgencyModel =>
  (loaded ??= unpackUrgencyModel(
    readFileSync(join(packageRoot(), "src/triage/data/urgency-model.json"), "utf8"),
  ));

let groups: readonly CompletenessGroup[] | undefined;

/** What a good request carries by disease group, as it comes with the program; read once at first use. */
export const builtInGroups = (): readonly CompletenessGroup[] =>
  (groups ??= readCompletenessGroups(
    readFileSync(join(packageRoot(), "src/triage/data/completeness.tsv"), "utf8"),
  ));
