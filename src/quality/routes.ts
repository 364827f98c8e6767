import { z } from "zod";
import { defineRoute, inTx, type Route } from "../identity/index.js";
import { ok } from "../kernel/result.js";
import { OverviewView } from "./api.js";
import { readOverview } from "./store.js";

export const qualityRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/quality/overview",
    action: "quality.overview",
    summary: { zh: "会诊质量概览", en: "What came of the consultations" },
    query: z.strictObject({ months: z.coerce.number().int().min(1).max(36).default(18) }),
    reply: OverviewView,
    refusals: {},
    handle: (ctx, { query }) => inTx(ctx, async (tx) => ok(await readOverview(tx, query.months))),
  }),
];
