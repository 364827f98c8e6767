import { belly } from "./belly.js";
import type { CaseTemplate } from "./case-template.js";
import { chest } from "./chest.js";
import { heart } from "./heart.js";
import { infection } from "./infection.js";
import { internal } from "./internal.js";
import { nerves } from "./nerves.js";
import { surgery } from "./surgery.js";
import { womenAndChildren } from "./women-and-children.js";

export type { CaseTemplate } from "./case-template.js";

export const caseTemplates: readonly CaseTemplate[] = [
  ...chest,
  ...heart,
  ...nerves,
  ...belly,
  ...internal,
  ...infection,
  ...surgery,
  ...womenAndChildren,
];

export function caseTemplate(key: string): CaseTemplate {
  const found = caseTemplates.find((template) => template.key === key);
  if (!found) throw new RangeError(`no case template ${key}`);
  return found;
}
