/** What kind of hospital a department's name stands in, as far as it changes what the name means. */
export type InstitutionKind = "general" | "tcm" | "children";

const tcmClasses = new Set(["A210", "A220", "D120", "D212"]);

/**
 * The kind of an institution by its WS 218 class and, failing that, by its name. 中西医结合医院 counts as general: its
 * departments carry Western names.
 */
export function institutionKindOf(classCode: string | undefined, name: string): InstitutionKind {
  if (classCode !== undefined && tcmClasses.has(classCode)) return "tcm";
  if (classCode === "A519") return "children";
  if (name.includes("儿童") || name.includes("儿科")) return "children";
  return name.includes("中医") && !name.includes("中西医") ? "tcm" : "general";
}
