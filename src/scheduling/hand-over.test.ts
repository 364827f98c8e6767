import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";

let world: World;
let alliance: Alliance;
let expert: Someone;
let colleague: Someone;
let third: Someone;
let caseId: string;
let appointmentId: string;

/** Tomorrow at an hour on Beijing's clock, whatever time it is now. */
const tomorrow = (hour: number): string => {
  const day = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);
  return new Date(`${day}T${String(hour).padStart(2, "0")}:00:00+08:00`).toISOString();
};

beforeEach(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 3);
  caseId = await alliance.submit();
  const offer = await alliance.openOffer(caseId);
  expert = offer.expert;
  const [second, last] = alliance.experts.filter((one) => one.id !== expert.id);
  [colleague, third] = [second!, last!];
  ok(await expert.post(`/api/offers/${offer.id}/accept`));
  appointmentId = ok(
    await alliance.requester.post(`/api/cases/${caseId}/appointments`, {
      personIds: [alliance.requester.id, expert.id],
      startsAt: tomorrow(10),
      minutes: 30,
    }),
  ).body.id;
});
afterEach(async () => {
  expect((await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0)).toEqual([]);
  await world.close();
});

const handOver = (who: Someone, to: Someone, id = appointmentId) =>
  who.post(`/api/appointments/${id}/hand-over`, { toPersonId: to.id, reason: "临时手术" });
const status = async (who: Someone) => (await who.get(`/api/cases/${caseId}`)).status;
const author = async () =>
  (
    await world.query(sql<{ author_person_id: string; author_name: string }>`
      select author_person_id, author_name from consultation.opinion where case_id = ${caseId}`)
  )[0];

test("a place that is handed over takes the case with it: who comes in reads and writes it, who gave it away does not", async () => {
  await world.drain();
  ok(await expert.get(`/api/cases/${caseId}/opinion`));
  ok(await handOver(expert, colleague));
  expect([await status(expert), await status(colleague)]).toEqual([404, 200]);
  await world.drain();
  expect(await author()).toEqual({ author_person_id: colleague.id, author_name: colleague.name });
  const opinion = ok(await colleague.get(`/api/cases/${caseId}/opinion`)).body;
  expect(opinion.authorName).toBe(colleague.name);
  const audited = await world.query(sql<{ details: object }>`
    select details from platform.audit_entry where action = 'case.hand-over' and case_id = ${caseId}`);
  expect(audited).toMatchObject([{ details: { fromPersonId: expert.id, toPersonId: colleague.id } }]);
});

test("handed over before the acceptance was heard, and handed on, the opinion opens for who holds the case", async () => {
  const second = ok(await handOver(expert, colleague)).body.id;
  ok(await handOver(colleague, third, second));
  await world.drain();
  expect(await author()).toMatchObject({ author_person_id: third.id });
  expect([await status(expert), await status(colleague), await status(third)]).toEqual([404, 404, 200]);
  // Taken back, nobody of them reads it any more.
  ok(await alliance.dispatcher.post(`/api/cases/${caseId}/take-back`, { reason: "改派", seat: 1 }));
  expect(await status(third)).toBe(404);
});

test("only an expert who takes cases takes one over; refused, nothing has moved", async () => {
  const clerk = await world.person(expert.institutionId, "何医务", "medical_affairs");
  expect((await handOver(expert, clerk)).body.code).toBe("stand_in_takes_no_cases");
  await world.query(sql`update experts.practitioner_role set is_accepting = false
    where practitioner_id = (select id from experts.practitioner where person_id = ${colleague.id})`);
  expect((await handOver(expert, colleague)).body.code).toBe("stand_in_takes_no_cases");
  expect([await status(expert), await status(colleague)]).toEqual([200, 404]);
});

test("a case goes over within a specialty only; another's expert is not handed what he did not offer to answer", async () => {
  const surgeon = await alliance.addExpert("严骨科", "04.05");
  expect((await handOver(expert, surgeon)).body.code).toBe("stand_in_of_another_specialty");
  expect([await status(expert), await status(surgeon)]).toEqual([200, 404]);
  // 内科 as a whole takes what is of one of its fields.
  const physician = await alliance.addExpert("白内科", "03");
  ok(await handOver(expert, physician));
  expect([await status(expert), await status(physician)]).toEqual([404, 200]);
});

test("the requester's own place may go to a colleague, and the case stays where it is", async () => {
  const other = await world.person(alliance.requester.institutionId, "县医院 何医生", "requester");
  const given = await alliance.dispatcher.post(`/api/appointments/${appointmentId}/hand-over`, {
    fromPersonId: alliance.requester.id,
    toPersonId: other.id,
    reason: "值班",
  });
  ok(given);
  expect(await status(expert)).toBe(200);
});
