import type { CasesTables } from "../src/cases/tables.js";
import type { ConsultationTables } from "../src/consultation/tables.js";
import { isEmptyInstallation } from "../src/identity/index.js";
import { civilDate } from "../src/kernel/time.js";
import { withPool } from "../src/matching/pool.js";
import { workRegistry } from "../src/modules.js";
import { notify } from "../src/notifications/index.js";
import { rebuildProfiles } from "../src/profile/index.js";
import { audit } from "../src/platform/audit.js";
import type { Config } from "../src/platform/config.js";
import { type Database, systemContext, type Tx } from "../src/platform/database/database.js";
import { newFieldCipher } from "../src/platform/field-cipher.js";
import { loadFieldKey } from "../src/platform/field-key.js";
import { drain } from "../src/platform/worker.js";
import { openFiles } from "../src/platform/files/open-files.js";
import { type Alliance, institutionOf, newAlliance, writeAlliance } from "./alliance.js";
import { writeAddresses } from "./addresses.js";
import { askForCodes, importExpertList, listedExperts } from "./expert-list.js";
import { writeHints } from "./hints.js";
import { newHistory } from "./history.js";
import { insertInto } from "./insert.js";
import { institutions } from "./institutions.js";
import { writeMemberships } from "./memberships.js";
import { newMemory } from "./memory.js";
import { type Counter, numberArchives, numberRequests } from "./numbers.js";
import { newOpenRequests, type OpenRequests } from "./open-requests.js";
import { signOpinions } from "./opinions.js";
import type { PlannedCase } from "./planned-case.js";
import { newPresent } from "./present.js";
import { newRandom, type Random } from "./random.js";
import { writeRegistry } from "./registry.js";
import { writeCalendars } from "./schedules.js";
import type { SearchWorld } from "./searching.js";
import { writeIncentives } from "./settlements.js";
import { type CaseBook, writeCases } from "./write-cases.js";
import { writeOpenRequests } from "./write-open-requests.js";

/** What was invented, by kind. */
export interface SeedSummary {
  readonly institutions: number;
  readonly people: number;
  readonly experts: number;
  readonly specialties: number;
  readonly agreements: number;
  readonly pastConsultations: number;
  readonly cancelledRequests: number;
  readonly presentCases: number;
  readonly offers: number;
  readonly seconds: number;
}

export interface SeedOptions {
  /** Told after each step, with the share of the whole that is done. */
  readonly onStep?: (share: number) => void;
}

/** The database holds people already; nothing was written. */
export class NotEmptyError extends Error {
  override name = "NotEmptyError";
}

const casesPerChunk = 100;

/**
 * Fills an empty database with the invented alliance: the same people and cases every time, dated from the database's
 * clock so that the eighteen months end now. Throws {@link NotEmptyError} on a database that holds anybody.
 */
export async function seed(
  database: Database,
  config: Config,
  options: SeedOptions = {},
): Promise<SeedSummary> {
  const began = performance.now();
  const step = options.onStep ?? (() => undefined);
  const random = newRandom("consilium demo alliance 1");
  const cipher = newFieldCipher(loadFieldKey(config));
  const { alliance, now } = await database.withTx(systemContext, async (tx) => {
    if (!(await isEmptyInstallation(tx))) throw new NotEmptyError("the database is not empty");
    const invented = newAlliance(civilDate(tx.now), random.fork("alliance"));
    await writeAlliance(tx, invented);
    return { alliance: invented, now: tx.now };
  });
  step(0.1);
  await importExpertList({ database, files: openFiles(config), cipher }, alliance, random.fork("list"));
  step(0.15);
  const loaded = await database.withTx(systemContext, (tx) => withPool(tx, (pool) => pool));
  const world: SearchWorld = {
    alliance,
    pool: loaded.pool,
    expertOfRole: new Map(alliance.experts.map((expert) => [expert.roleId, expert])),
    today: civilDate(now),
  };
  const memory = newMemory();
  const history = newHistory(world, now, memory, random.fork("history"));
  const present = newPresent(world, now, memory, random.fork("present"));
  const open = newOpenRequests(alliance, now, random.fork("open"));
  step(0.35);
  const cases = [...history, ...present];
  const sent = [...cases.map(({ request }) => request), open.returned.request, ...open.live];
  const requests = numberRequests(sent);
  const archives = numberArchives(alliance, cases);
  const signedOf = await signOpinions(database, cipher, alliance, cases, requests.numberOf);
  step(0.5);
  const book: CaseBook = {
    alliance,
    pool: loaded,
    numberOf: requests.numberOf,
    archiveNumberOf: archives.numberOf,
    signedOf,
  };
  for (let from = 0; from < cases.length; from += casesPerChunk) {
    const chunk = cases.slice(from, from + casesPerChunk);
    await database.withTx(systemContext, (tx) => writeCases(tx, book, chunk, random.fork("rows")));
    step(0.5 + 0.4 * ((from + chunk.length) / cases.length));
  }
  await database.withTx(systemContext, async (tx) => {
    await writeCounters(tx, alliance, requests.counters, archives.counters);
    await writeOpenRequests(tx, alliance, open, requests.numberOf);
    await askForCodes(tx, alliance);
    await writeRegistry(tx, alliance, civilDate(now), random.fork("registry"));
    await tellPresent(tx, present, random.fork("notices"));
    await writeMemberships(tx, alliance, random.fork("memberships"));
    await writeCalendars(tx, alliance, present, random.fork("calendars"));
  });
  await drain(database, workRegistry(), {
    onFailure(kind, id, error) {
      throw new Error(`the platform's own work failed on a seeded case: ${kind} ${id}`, { cause: error });
    },
  });
  await rebuildProfiles(database);
  await database.withTx(systemContext, (tx) =>
    writeIncentives(tx, alliance, cases, random.fork("incentives")),
  );
  const summary = summaryOf(alliance, history, present, open, (performance.now() - began) / 1000);
  await database.withTx(systemContext, async (tx) => {
    await writeHints(tx);
    await writeAddresses(tx, alliance, cipher, random.fork("addresses"));
    await auditSeed(tx, alliance);
  });
  step(1);
  return summary;
}

async function writeCounters(
  tx: Tx,
  alliance: Alliance,
  requests: readonly Counter[],
  archives: readonly Counter[],
): Promise<void> {
  const rows = (counters: readonly Counter[]) =>
    counters.map(({ institution, year, last }) => ({
      institution_id: alliance.idOf[institution],
      year,
      last_number: last,
    }));
  await insertInto<CasesTables>()(tx, "cases.request_number", rows(requests));
  await insertInto<ConsultationTables>()(tx, "consultation.archive_number", rows(archives));
}

/** The bell of those whose cases moved in the last hours. */
async function tellPresent(tx: Tx, present: readonly PlannedCase[], random: Random): Promise<void> {
  for (const { request, search, course, status } of present) {
    const expert = search.accepted?.expert;
    if (!expert?.personId) continue;
    const institutionName = institutionOf(expert.institution).name;
    const about = { caseId: request.id, subjectId: request.id, eventId: random.fork(request.id).uuid() };
    const toRequester = { ...about, personId: request.requester.id };
    const details = { expertName: expert.name, institutionName };
    if (status === "accepted") await notify(tx, { ...toRequester, kind: "case_accepted", details });
    if (status === "opinion_signed") await notify(tx, { ...toRequester, kind: "opinion_signed", details });
    if (status === "closed" && course?.disposition)
      await notify(tx, {
        ...about,
        personId: expert.personId,
        kind: "disposition_given",
        details: {
          institutionName: institutionOf(request.institution).name,
          decision: course.disposition.decision,
        },
      });
  }
}

/** One line in every institution's trail: what stands here was invented. */
async function auditSeed(tx: Tx, alliance: Alliance): Promise<void> {
  for (const { key } of institutions)
    await audit(tx, {
      institutionId: alliance.idOf[key],
      actor: { kind: "system", id: null, label: "consilium seed" },
      action: "seed",
      subjectKind: "institution",
      subjectId: alliance.idOf[key],
      outcome: "done",
      details: { invented: true },
    });
}

function summaryOf(
  alliance: Alliance,
  history: readonly PlannedCase[],
  present: readonly PlannedCase[],
  open: OpenRequests,
  seconds: number,
): SeedSummary {
  const closed = history.filter(({ status }) => status === "closed").length;
  const accounts = alliance.experts.filter(({ personId }) => personId !== null).length;
  return {
    institutions: institutions.filter(({ kind }) => kind === "hospital").length,
    people: alliance.people.length + accounts,
    experts: alliance.experts.length + listedExperts.landing,
    specialties: new Set(alliance.experts.map(({ specialty }) => specialty.code)).size,
    agreements: alliance.agreements.length,
    pastConsultations: closed,
    cancelledRequests: history.length - closed,
    presentCases: present.length + open.drafts.length + open.live.length + 1,
    offers: [...history, ...present].reduce((sum, { search }) => sum + search.offers.length, 0),
    seconds: Math.round(seconds * 10) / 10,
  };
}
