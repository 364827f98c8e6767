import { inPortions } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { compareAgain } from "./actions/decide-study.js";

export { importFiles, type ImportedFiles } from "./import-files.js";
export type { ImagingHost, ImagingNode } from "./host.js";
export { imagingRoutes } from "./routes.js";
export { imagingNext, startImaging } from "./runner.js";
export { newVetter } from "./vetting/vetter.js";

export const imagingWork: ModuleWork = { subscribers: { "cases.submitted": inPortions(compareAgain) } };
