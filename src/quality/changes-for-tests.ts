import fc from "fast-check";
import { sql } from "kysely";
import { tablesOf, type Tx } from "../platform/database/database.js";
import { countCases } from "./store/states.js";

const minutes = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 50_000 }));
/** What a case becomes, in the space of one and a half years, so that a period may begin in a year before this one. */
export const caseChange = fc.record({
  place: fc.nat(3),
  sent: fc.integer({ min: 0, max: 540 * 1440 }),
  accepted: minutes,
  started: minutes,
  opinion: minutes,
  closed: minutes,
  status: fc.constantFrom("dispatching", "cancelled", "returned", "closed"),
  level: fc.constantFrom(null, "I", "II", "III", "IV"),
  specialty: fc.constantFrom(null, "03", "03.01", "07"),
  service: fc.constantFrom("written", "video", "mdt"),
  decision: fc.constantFrom(null, "adopted", "partly_adopted", "not_adopted"),
  // The same hospital asks and is asked: its own cells hold both.
  inviter: fc.constantFrom("county", "tertiary"),
  performer: fc.constantFrom(null, "county", "tertiary"),
  region: fc.constantFrom("330100", "330200", "650100"),
  declined: fc.nat(3),
  handedOver: fc.boolean(),
  times: fc.integer({ min: 1, max: 3 }),
  clock: fc.constantFrom(0, 0, 7, 90),
});
type CaseChange = typeof caseChange extends fc.Arbitrary<infer T> ? T : never;

/** The fact of a case becomes another one, forwards or backwards, and is counted as often as the event is told. */
export async function becomeAnother(
  tx: Tx,
  hospitals: Readonly<Record<"county" | "tertiary", string>>,
  id: string,
  one: CaseChange,
): Promise<void> {
  const db = tablesOf<unknown>()(tx);
  const at = (after: number | null) => sql`f.submitted_at + make_interval(mins => ${after}::int)`;
  await sql`update quality.case_fact f set submitted_at = platform.now() - make_interval(mins => ${one.sent}::int)
    where f.case_id = ${id}`.execute(db);
  const performer = one.performer === null ? null : hospitals[one.performer];
  await sql`update quality.case_fact f set accepted_at = ${at(one.accepted)}, started_at = ${at(one.started)},
      opinion_at = ${at(one.opinion)}, closed_at = ${at(one.closed)}, status = ${one.status}, urgency_level = ${one.level},
      specialty_code = ${one.specialty}, service = ${one.service}, decision = ${one.decision},
      institution_id = ${hospitals[one.inviter]}::uuid, performer_institution_id = ${performer}::uuid, region_code = ${one.region}, declined = ${one.declined},
      was_handed_over = ${one.handedOver} where f.case_id = ${id}`.execute(db);
  for (let n = 0; n < one.times; n++) await countCases(tx, [id]);
}
