import { sql } from "kysely";
import { replayLedger, verifyLedger } from "../src/incentives/index.js";
import { readBalances } from "../src/incentives/store/ledger.js";
import { type Alliance, newAlliance, ok } from "./alliance.js";
import { newWorld, type Someone, type World } from "./world.js";

/** An alliance with the people who settle, and consultations that are finished through the API, as people would. */
export interface SettledAlliance extends Alliance {
  readonly world: World;
  /** 医务部 of the inviting and of the invited hospital. */
  readonly payerOffice: Someone;
  readonly payeeOffice: Someone;
  readonly operatorPerson: Someone;
  readonly secondOperator: Someone;
  readonly moderator: Someone;
  /** A consultation up to the inviter's disposition. */
  closedCase(): Promise<{ id: string; expert: Someone }>;
  /** Moves the clock to an instant of China's, an expression over `at`, now. */
  passTo(expression: string): Promise<void>;
  /** The late morning of the first day of the next month. */
  monthEnd(): Promise<void>;
  /** Empties the books, as if nothing had heard of the consultations yet. */
  forgetBooks(): Promise<void>;
  replay(): ReturnType<typeof replayLedger>;
  verify(): ReturnType<typeof verifyLedger>;
  /** What stands in fen on the accounts of one book, by kind; one other party each. */
  balancesOf(institutionId: string): Promise<Record<string, number>>;
}

export async function newSettledAlliance(): Promise<SettledAlliance> {
  const world = await newWorld();
  const alliance = await newAlliance(world);
  const passTo = async (expression: string): Promise<void> => {
    const [row] = await world.query(sql<{ minutes: number }>`
      select ceil(extract(epoch from (${sql.raw(expression)}) - at) / 60)::int as minutes
      from (select platform.now() at time zone 'Asia/Shanghai' as at) x`);
    await world.passTime(row?.minutes ?? 0);
  };
  const settled: SettledAlliance = {
    ...alliance,
    world,
    payerOffice: await world.person(alliance.county, "县医务部", "medical_affairs"),
    payeeOffice: await world.person(alliance.tertiary, "大医务部", "medical_affairs"),
    operatorPerson: await world.person(alliance.operator, "运营甲", "operator"),
    secondOperator: await world.person(alliance.operator, "运营乙", "operator"),
    moderator: await world.person(alliance.operator, "质控", "quality"),
    passTo,
    async closedCase() {
      const id = await alliance.submit();
      const { id: offerId, expert } = await alliance.openOffer(id);
      ok(await expert.post(`/api/offers/${offerId}/accept`));
      await world.drain();
      const text = { answer: "可以手术", conclusion: "早期肺癌可能", advice: "建议胸腔镜手术" };
      ok(await expert.put(`/api/cases/${id}/opinion`, { revision: 0, text }));
      ok(await expert.post(`/api/cases/${id}/opinion/sign`, { revision: 1 }));
      await world.drain();
      ok(await alliance.requester.post(`/api/cases/${id}/disposition`, { decision: "adopted", reason: "" }));
      await world.drain();
      return { id, expert };
    },
    monthEnd: () => passTo("date_trunc('month', at) + interval '1 month 11 hours'"),
    async forgetBooks() {
      await world.superuser(`set session_replication_role = replica;
        delete from incentives.entry; delete from incentives.posting; delete from incentives.dispute; delete from incentives.fee_line;
        delete from incentives.credit; delete from incentives.chain; delete from incentives.settlement_batch;
        set session_replication_role = origin;`);
    },
    replay: () => world.system(replayLedger),
    verify: () => world.system(verifyLedger),
    balancesOf: async (institutionId) =>
      Object.fromEntries(
        (await world.system(readBalances))
          .filter((one) => one.institutionId === institutionId && one.unit === "fen")
          .map(({ account, amount }) => [account, amount]),
      ),
  };
  // Late in the morning of a 10th: neither night nor the month's end comes by accident.
  await passTo("date_trunc('month', at) + interval '1 month 9 days 11 hours'");
  return settled;
}
