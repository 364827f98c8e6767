import { z } from "zod";
import { defineRoute, type Route } from "./identity/index.js";
import { checkInvariants } from "./invariants.js";
import { ok } from "./kernel/result.js";
import { systemContext } from "./platform/database/database.js";
import { workBacklog } from "./platform/worker.js";

const Inspection = z.strictObject({
  database: z.enum(["pglite", "postgres"]),
  work: z.strictObject({ overdue: z.number().int(), dead: z.number().int(), unrelayed: z.number().int() }),
  invariants: z.array(
    z.strictObject({ id: z.string(), zh: z.string(), en: z.string(), offenders: z.array(z.string()) }),
  ),
});

/** 系统体检: invariants of the whole installation and the state of background work; ids only, no content. */
export const systemRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/system/inspection",
    action: "system.inspect",
    summary: { zh: "系统体检", en: "Invariants and background work" },
    reply: Inspection,
    refusals: {},
    handle: async ({ database }) =>
      ok({
        database: database.kind,
        work: await database.withTx(systemContext, workBacklog),
        invariants: (await checkInvariants(database)).map((one) => ({
          ...one,
          offenders: [...one.offenders],
        })),
      }),
  }),
];
