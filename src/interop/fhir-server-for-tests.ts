import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FhirResource {
  readonly resourceType: string;
  readonly id: string;
  readonly [key: string]: unknown;
}

interface Stored {
  readonly resource: FhirResource;
  readonly at: string;
}

/** A small FHIR R4 server: search with `_lastUpdated`, includes and paging, history with deletions, read, OperationOutcome. */
export interface FhirServer {
  readonly baseUrl: string;
  /** Writes a resource as of that instant. */
  put(resource: FhirResource, at: string): void;
  remove(type: string, id: string, at: string): void;
  /** Paths and queries asked for, in order. */
  readonly asked: string[];
  /** Answers the next requests in another way; undefined goes back to normal. */
  misbehave: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  close(): Promise<void>;
}

export async function startFhirServer(
  options: { token?: string; pageSize?: number } = {},
): Promise<FhirServer> {
  const store = new Map<string, Stored>();
  const deleted: { type: string; id: string; at: string }[] = [];
  const asked: string[] = [];
  const self: { misbehave: FhirServer["misbehave"]; baseUrl: string } = { misbehave: undefined, baseUrl: "" };

  const send = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/fhir+json" });
    response.end(JSON.stringify(body));
  };
  const outcome = (response: ServerResponse, status: number, code: string, diagnostics: string): void =>
    send(response, status, {
      resourceType: "OperationOutcome",
      issue: [{ severity: "error", code, diagnostics }],
    });
  const versioned = ({ resource, at }: Stored) => ({
    ...resource,
    meta: { lastUpdated: at, versionId: "1" },
  });
  const referenced = (resource: FhirResource, key: string): Stored | undefined =>
    store.get(((resource[key] ?? {}) as { reference?: string }).reference ?? "");

  const page = (response: ServerResponse, url: URL, type: string, entries: unknown[]): void => {
    const size = Math.min(options.pageSize ?? 2, Number(url.searchParams.get("_count") ?? 10));
    const from = Number(url.searchParams.get("_offset") ?? 0);
    const next = new URL(url);
    next.searchParams.set("_offset", String(from + size));
    send(response, 200, {
      resourceType: "Bundle",
      type,
      total: entries.length,
      link: [
        { relation: "self", url: url.href },
        ...(from + size < entries.length ? [{ relation: "next", url: next.href }] : []),
      ],
      entry: (entries.slice(from, from + size) as unknown[][]).flat(),
    });
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", self.baseUrl);
    asked.push(`${url.pathname.replace("/fhir/", "")}${url.search}`);
    if (self.misbehave?.(request, response) === true) return;
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      outcome(response, 401, "login", "token missing");
      return;
    }
    const [type = "", id, sub] = url.pathname.replace(/^\/fhir\//u, "").split("/");
    if (type === "metadata") {
      send(response, 200, { resourceType: "CapabilityStatement", fhirVersion: "4.0.1", status: "active" });
      return;
    }
    if (id === "_history") {
      const since = url.searchParams.get("_since") ?? "";
      const kept = [...store.values()]
        .filter((one) => one.resource.resourceType === type && one.at >= since)
        .map((one) => [
          {
            fullUrl: `${self.baseUrl}/${type}/${one.resource.id}`,
            resource: versioned(one),
            request: { method: "PUT", url: `${type}/${one.resource.id}` },
          },
        ]);
      const gone = deleted
        .filter((one) => one.type === type && one.at >= since)
        .map((one) => [
          {
            fullUrl: `${self.baseUrl}/${type}/${one.id}`,
            request: { method: "DELETE", url: `${type}/${one.id}` },
            response: { status: "204", lastModified: one.at },
          },
        ]);
      page(response, url, "history", [...kept, ...gone]);
      return;
    }
    if (id !== undefined && sub === undefined) {
      const found = store.get(`${type}/${id}`);
      if (found === undefined) outcome(response, 404, "not-found", `${type}/${id}`);
      else send(response, 200, versioned(found));
      return;
    }
    const since = (url.searchParams.get("_lastUpdated") ?? "").replace(/^ge/u, "");
    const practitioner = url.searchParams.get("practitioner");
    const schedule = url.searchParams.get("schedule");
    const matches = [...store.values()].filter(
      ({ resource, at }) =>
        resource.resourceType === type &&
        at >= since &&
        (practitioner === null ||
          (resource.practitioner as { reference?: string } | undefined)?.reference === practitioner) &&
        (schedule === null ||
          (resource.schedule as { reference?: string } | undefined)?.reference === schedule),
    );
    const includes = url.searchParams.getAll("_include").map((one) => one.split(":")[1] ?? "");
    page(
      response,
      url,
      "searchset",
      matches.map((match) => [
        {
          fullUrl: `${self.baseUrl}/${type}/${match.resource.id}`,
          resource: versioned(match),
          search: { mode: "match" },
        },
        ...includes.flatMap((key) => {
          const found = referenced(match.resource, key);
          return found === undefined ? [] : [{ resource: versioned(found), search: { mode: "include" } }];
        }),
      ]),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  self.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
  return {
    baseUrl: self.baseUrl,
    asked,
    put: (resource, at) => void store.set(`${resource.resourceType}/${resource.id}`, { resource, at }),
    remove(type, id, at) {
      store.delete(`${type}/${id}`);
      deleted.push({ type, id, at });
    },
    get misbehave() {
      return self.misbehave;
    },
    set misbehave(how) {
      self.misbehave = how;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
