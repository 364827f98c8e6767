import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { App } from "./http/server.js";

export interface Metrics {
  readonly registry: Registry;
  readonly jobFailures: Counter<"kind">;
  readonly livePages: Gauge;
  readonly poolVersion: Gauge<"epoch">;
  readonly poolMembers: Gauge;
}

/** Prometheus metrics of one process, labelled by route pattern only: a URL could carry an id. */
export function newMetrics(app: App): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "consilium_" });
  const requests = new Histogram({
    name: "consilium_http_request_duration_seconds",
    help: "Duration of HTTP requests by route pattern and status",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  app.addHook("onResponse", (request, reply, done) => {
    requests.observe(
      {
        method: request.method,
        route: request.routeOptions.url ?? "unknown",
        status: String(reply.statusCode),
      },
      reply.elapsedTime / 1000,
    );
    done();
  });
  return {
    registry,
    jobFailures: new Counter({
      name: "consilium_job_failures_total",
      help: "Failed tries of background jobs by kind",
      labelNames: ["kind"],
      registers: [registry],
    }),
    livePages: new Gauge({
      name: "consilium_live_pages",
      help: "Open live-update connections on this node",
      registers: [registry],
    }),
    poolVersion: new Gauge({
      name: "consilium_pool_version",
      help: "State of the expert pool this node ranks from: the same epoch and version is the same pool on any node",
      labelNames: ["epoch"],
      registers: [registry],
    }),
    poolMembers: new Gauge({
      name: "consilium_pool_members",
      help: "Posts in the expert pool of this node",
      registers: [registry],
    }),
  };
}
