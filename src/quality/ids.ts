import { createHash } from "node:crypto";

/** An id made of its parts, in the form of a UUID: the same parts, the same id, however often it is tried. */
export function idOf(...parts: readonly string[]): string {
  const hex = createHash("sha256")
    .update(["quality", ...parts].join("\n"))
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
