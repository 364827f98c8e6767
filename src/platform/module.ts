import type { JobHandler } from "./jobs.js";

/** What a module gives to the composition root besides its routes: its background work. */
export interface ModuleWork {
  /** By job kind, `module.verb`. */
  readonly jobs?: Readonly<Record<string, JobHandler>>;
  /** By topic of the event it hears; the handler runs once for each event, in a transaction of its own. */
  readonly subscribers?: Readonly<Record<string, JobHandler>>;
}
