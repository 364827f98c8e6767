import { sql } from "kysely";
import type { Resource } from "../identity/index.js";
import type { Database, TxContext } from "../platform/database/database.js";

/**
 * Who has to do with the case. Undefined, which the route answers as 404: no such case in sight; never sent and not
 * this person's own; or another institution's, where only its assigned expert comes in (an offer is not enough, and an
 * expert's colleagues see nothing).
 */
async function partiesOf(database: Database, context: TxContext, caseId: string) {
  const [row] = await database.ask(
    { ...context, plans: "kept" },
    sql<{ institution_id: string; requester_person_id: string; number: string | null; assigned: string[] }>`
      select institution_id, requester_person_id, number,
        array(select distinct person_id::text from cases.access
          where case_id = r.id and ended_at is null and basis = 'assignment') as assigned
      from cases.consult_request r where id = ${caseId}::uuid`,
  );
  if (!row) return undefined;
  const { scope, institutionId, personId = "" } = context;
  if (row.number === null && row.requester_person_id !== personId) return undefined;
  const { assigned } = row;
  if (scope === "institution" && row.institution_id !== institutionId && !assigned.includes(personId))
    return undefined;
  return {
    requester: row.requester_person_id,
    assigned,
    institutionIds: row.number === null ? [] : [row.institution_id],
  };
}

type Loader = (
  database: Database,
  context: TxContext,
  params: { readonly caseId: string },
) => Promise<Resource | undefined>;

const loader =
  (personsOf: (parties: { requester: string; assigned: string[] }) => string[]): Loader =>
  async (database, context, { caseId }) => {
    const parties = await partiesOf(database, context, caseId);
    return parties && { personIds: personsOf(parties), institutionIds: parties.institutionIds };
  };

/** For reading: `own` is the requester's and, while their access lives, the assigned experts'. */
export const loadCaseResource = loader(({ requester, assigned }) => [requester, ...assigned]);

/**
 * For what only the inviting doctor does (edit, override, disposition): an assigned expert who also holds the
 * requester's role elsewhere does not reach it.
 */
export const loadCaseForRequester = loader(({ requester }) => [requester]);

/** For what only the assigned expert does (writing the opinion). */
export const loadCaseForExpert = loader(({ assigned }) => assigned);
