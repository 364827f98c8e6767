import type { Cell } from "../../identity/index.js";
import type { Tx } from "../../platform/database/database.js";
import { casesTables } from "../tables.js";
import { type CaseRecord, toRecord } from "./case-record.js";

/** Who asks for the list, and what the policy lets him read. */
export interface Reader {
  readonly personId: string;
  readonly institutionId: string;
  readonly isPlatform: boolean;
  readonly cells: ReadonlySet<Cell>;
}

const ended = ["closed", "cancelled"] as const;

/**
 * The cases this reader may open, newest first (by sending, or by creation until sent), with the total before paging.
 * `own`: requested by him (drafts too), or assigned to him while access lives · `institution`: requested by his
 * institution · `any`: his institution's, and everyone's for the platform. A request never sent is its author's alone.
 */
export async function listReadable(
  tx: Tx,
  reader: Reader,
  query: {
    readonly scope: "open" | "closed" | "all";
    readonly limit: number;
    readonly offset: number;
  },
): Promise<{ items: CaseRecord[]; total: number }> {
  const readable = casesTables(tx)
    .selectFrom("cases.consult_request as r")
    .where((e) => {
      const isSent = e("r.number", "is not", null);
      const isOfInstitution = e("r.institution_id", "=", reader.institutionId);
      const isAssigned = e.exists(
        e
          .selectFrom("cases.access as a")
          .select("a.id")
          .whereRef("a.case_id", "=", "r.id")
          .where("a.person_id", "=", reader.personId)
          .where("a.basis", "=", "assignment")
          .where("a.ended_at", "is", null),
      );
      return e.or([
        ...(reader.cells.has("own")
          ? [e("r.requester_person_id", "=", reader.personId), e.and([isSent, isAssigned])]
          : []),
        ...(reader.cells.has("institution") ? [e.and([isSent, isOfInstitution])] : []),
        ...(reader.cells.has("any") ? [reader.isPlatform ? isSent : e.and([isSent, isOfInstitution])] : []),
      ]);
    })
    .$if(query.scope === "open", (q) => q.where("r.status", "not in", ended))
    .$if(query.scope === "closed", (q) => q.where("r.status", "in", ended));
  const { total } = await readable
    .select((e) => e.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await readable
    .selectAll("r")
    .orderBy((e) => e.fn.coalesce("r.submitted_at", "r.created_at"), "desc")
    .orderBy("r.id")
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  return { items: rows.map(toRecord), total };
}
