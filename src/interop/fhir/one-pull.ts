import type { Result } from "../../kernel/result.js";
import type { BundleEntry } from "../domain/fhir/bundle.js";
import type { BookingSettings } from "../domain/fhir/bookings.js";
import { isObject, objectAt, textAt } from "../domain/fhir/json.js";
import type { InteropHost } from "../host.js";
import type { Connector } from "../store/connectors.js";
import type { Failure, Run } from "../store/runs.js";
import { ask, type AskLimits, type FhirAccess, urlBelow } from "./ask-server.js";

/** References read one by one on a page of a server that does not include them. */
export const mostReadsAPage = 600;

/** One pull at work. */
export interface Pull {
  readonly host: InteropHost;
  readonly connector: Connector;
  readonly run: Run;
  readonly reading: BookingSettings;
  readonly access: FhirAccess;
  readonly limits: AskLimits;
}

/** What is kept of an entry that was not taken: its resources, enough to read them again. */
export interface KeptEntry {
  readonly kind: "fhir";
  readonly entries: readonly BundleEntry[];
}

/** Reads these resources one by one; what is not there stays missing. */
export async function readInto(
  { access, limits }: Pick<Pull, "access" | "limits">,
  references: readonly string[],
  resources: Map<string, BundleEntry>,
): Promise<Result<null, Failure>> {
  for (const reference of references) {
    const answer = await ask(access, urlBelow(access.baseUrl, reference), limits);
    if (!answer.ok) return answer;
    const { status, body } = answer.value;
    const [type = "", id = ""] = reference.split("/");
    if (status === 200 && isObject(body) && textAt(body, "resourceType") === type)
      resources.set(reference, {
        type,
        id,
        resource: body,
        lastUpdated: textAt(objectAt(body, "meta"), "lastUpdated"),
        place: reference,
      });
  }
  return { ok: true, value: null };
}
