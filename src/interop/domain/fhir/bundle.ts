import type { Result } from "../../../kernel/result.js";
import { type Fault, faultAt, quote } from "../fault.js";
import { isObject, type JsonObject, objectAt, objectsAt, textAt } from "./json.js";

/** One entry of a page: a resource, or word that one was deleted. */
export interface BundleEntry {
  readonly type: string;
  readonly id: string;
  /** Absent: deleted. */
  readonly resource: JsonObject | undefined;
  /** `meta.lastUpdated`, or when it was deleted; "" when the server does not say. */
  readonly lastUpdated: string;
  /** JSON pointer of the resource, with the page. */
  readonly place: string;
}

export interface BundlePage {
  readonly entries: readonly BundleEntry[];
  /** Link to the next page as the server writes it. */
  readonly next: string | undefined;
  /** Entries that are no resource and no deletion, and what the server itself warns of. */
  readonly faults: readonly Fault[];
}

export const mostEntriesAPage = 2000;

/** The first text of an OperationOutcome, shortened; "" for anything else. */
export function outcomeText(value: unknown): string {
  if (textAt(value, "resourceType") !== "OperationOutcome") return "";
  const [issue] = objectsAt(value, "issue");
  const details = objectAt(issue, "details");
  return quote(textAt(issue, "diagnostics") || textAt(details, "text") || textAt(issue, "code"));
}

/**
 * Reads one page of a searchset or history bundle. Entries of other types than asked for are passed over.
 * Source: FHIR R4 Bundle, 3.1.1 search, 3.1.0.11 history.
 */
export function readPage(value: unknown, pageNumber: number): Result<BundlePage, Fault> {
  const at = (pointer: string): string => `page ${pageNumber} ${pointer}`;
  if (!isObject(value) || textAt(value, "resourceType") !== "Bundle")
    return {
      ok: false,
      error: faultAt(at("/"), "not_a_resource", outcomeText(value) || textAt(value, "resourceType")),
    };
  const faults: Fault[] = [];
  const entries: BundleEntry[] = [];
  const raw = Array.isArray(value.entry) ? (value.entry as unknown[]).slice(0, mostEntriesAPage) : [];
  for (const [i, entry] of raw.entries()) {
    const resource = objectAt(entry, "resource");
    const request = objectAt(entry, "request");
    const place = at(`/entry/${i}/resource`);
    if (textAt(request, "method") === "DELETE") {
      const [type = "", id = ""] = textAt(request, "url").split("/").slice(-2);
      const lastUpdated = textAt(objectAt(entry, "response"), "lastModified");
      if (type !== "" && id !== "") entries.push({ type, id, resource: undefined, lastUpdated, place });
      continue;
    }
    const type = textAt(resource, "resourceType");
    const id = textAt(resource, "id");
    if (type === "OperationOutcome") continue;
    if (type === "" || !/^[A-Za-z0-9\-.]{1,64}$/u.test(id)) {
      faults.push(faultAt(place, "not_a_resource", type));
      continue;
    }
    entries.push({
      type,
      id,
      resource,
      lastUpdated: textAt(objectAt(resource, "meta"), "lastUpdated"),
      place,
    });
  }
  const next = objectsAt(value, "link").find((link) => textAt(link, "relation") === "next");
  const url = textAt(next, "url");
  return { ok: true, value: { entries, next: url === "" ? undefined : url, faults } };
}

/** `Practitioner/12` of a reference, whatever base it is written with; "" for one that is none (contained, logical). */
export const localReference = (reference: string): string =>
  /([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/u.exec(reference)?.[1] ?? "";
