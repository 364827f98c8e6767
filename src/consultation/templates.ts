import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.js";
import { z } from "zod";

const BuiltIn = z.array(
  z.strictObject({
    id: z.string(),
    specialtyCode: z.string().nullable(),
    name: z.string(),
    body: z.strictObject({ answer: z.string(), conclusion: z.string(), advice: z.string() }),
  }),
);
type BuiltIn = z.infer<typeof BuiltIn>;

let read: BuiltIn | undefined;
/** The templates that come with the platform: headings to fill in, no medical statement. Read once. */
export const builtInTemplates = (): BuiltIn =>
  (read ??= BuiltIn.parse(
    JSON.parse(
      readFileSync(join(packageRoot(), "src/consultation/data/opinion-templates.json"), "utf8"),
    ) as unknown,
  ));
