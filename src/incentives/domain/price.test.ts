import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { feePostings, isBalanced, paymentPostings, payrollPostings, refundPostings } from "./postings.js";
import { type PricedCase, priceCase } from "./price.js";
import { clashOf, type PriceRules, services } from "./rules.js";

const rules: PriceRules = {
  items: services.flatMap((service) =>
    (["provincial", "county"] as const).flatMap((level) => [
      {
        code: `${service}-${level}`,
        name: "远程会诊",
        service,
        region: "",
        level,
        unitMinutes: service === "written" ? null : 30,
        fen: level === "county" ? 10_000 : 20_001,
        source: "示例",
      },
      {
        code: `GZ-${service}-${level}`,
        name: "远程会诊（贵州）",
        service,
        region: "52",
        level,
        unitMinutes: 60,
        fen: 70_000,
        source: "贵州省",
      },
    ]),
  ),
  levels: [{ hospitalLevel: "三级", level: "provincial" }],
  night: { from: "22:00", to: "06:00", percent: 20 },
  urgency: { I: 50, II: 20, III: 0, IV: 0 },
  supplementCapPercent: 60,
  caseCapFen: 300_000,
  split: { inviter: 20, invitee: 25, platform: 5, expert: 50 },
  mdt: { lead: 2, member: 1 },
};
const plain: PricedCase = {
  service: "written",
  inviterRegion: "331100",
  seatLevels: ["三级甲等"],
  minutes: null,
  urgency: "IV",
  signedAtTime: "10:00",
  splits: [null],
};
const priceOf = (change: Partial<PricedCase>) => {
  const priced = priceCase({ ...plain, ...change }, rules);
  if (!priced.ok) throw new Error(priced.error);
  return priced.value;
};

test("an item joins a price list when neither its code nor its place in it is taken", () => {
  const [first] = rules.items;
  if (first === undefined) throw new Error("no items");
  expect(clashOf(rules.items, { ...first, region: "65" })).toBe("code");
  expect(clashOf(rules.items, { ...first, code: "N-1" })).toBe("place");
  expect(clashOf(rules.items, { ...first, code: "N-1", region: "65" })).toBeUndefined();
});

describe("the price of a consultation", () => {
  test("a written one is priced by the case, by the invited hospital's level", () => {
    expect(priceOf({}).priceFen).toBe(20_001);
    expect(priceOf({ seatLevels: ["二级甲等"] }).priceFen).toBe(10_000);
  });

  test("the inviting hospital's province decides, the nearest item first", () => {
    expect(priceOf({ inviterRegion: "520100" }).item.code).toBe("GZ-written-provincial");
  });

  test("begun units count, and one where the length is not on record", () => {
    expect(priceOf({ service: "video", minutes: 30 }).priceFen).toBe(20_001);
    expect(priceOf({ service: "video", minutes: 31 }).priceFen).toBe(40_002);
    expect(priceOf({ service: "video", minutes: null }).steps[0]?.zh).toContain("时长未记录");
  });

  test("night begins at its first minute, ends before its last, and is capped with urgency", () => {
    expect(priceOf({ signedAtTime: "21:59" }).priceFen).toBe(20_001);
    expect(priceOf({ signedAtTime: "22:00" }).priceFen).toBe(24_001);
    expect(priceOf({ signedAtTime: "05:59" }).priceFen).toBe(24_001);
    expect(priceOf({ signedAtTime: "06:00" }).priceFen).toBe(20_001);
    const both = priceOf({ signedAtTime: "23:00", urgency: "I" });
    expect(both.priceFen).toBe(32_002);
    expect(both.steps.at(-1)?.zh).toContain("合计封顶 60%");
  });

  test("one case costs at most the cap", () => {
    expect(priceOf({ service: "video", minutes: 1400 }).priceFen).toBe(300_000);
  });

  test("a panel's price is shared by seat, the lead's twice; each seat by its own agreement", () => {
    const agreed = { inviter: 0, invitee: 100, platform: 0, expert: 0 };
    const { seats, priceFen } = priceOf({
      service: "mdt",
      seatLevels: ["三级甲等", "三级甲等", "二级"],
      splits: [null, agreed, null],
      minutes: 20,
    });
    expect(seats.map((seat) => seat.priceFen)).toEqual([10_001, 5000, 5000]);
    expect(seats.reduce((sum, seat) => sum + seat.priceFen, 0)).toBe(priceFen);
    expect(seats[1]).toMatchObject({ inviteeFen: 5000, expertFen: 0, splitFrom: "agreement" });
  });

  test("nothing in the list: said so, not guessed", () => {
    expect(priceCase(plain, { ...rules, items: [] })).toEqual({ ok: false, error: "price_item_missing" });
  });
});

const cases = fc.record({
  service: fc.constantFrom(...services),
  inviterRegion: fc.constantFrom("331100", "520100"),
  seatLevels: fc.array(fc.constantFrom("三级甲等", "二级甲等"), { minLength: 1, maxLength: 5 }),
  minutes: fc.option(fc.integer({ min: 0, max: 600 })),
  urgency: fc.constantFrom("I" as const, "II" as const, "III" as const, "IV" as const),
  signedAtTime: fc.constantFrom("00:00", "12:30", "22:15"),
});

test("law: to the fen, shares add up to the price, and every posting of fee, refund, payment and payroll balances", () => {
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom(null, { inviter: 33, invitee: 33, platform: 1, expert: 33 }),
      (given, split) => {
        const { priceFen, seats } = priceOf({ ...given, splits: given.seatLevels.map(() => split) });
        expect(seats.reduce((sum, one) => sum + one.priceFen, 0)).toBe(priceFen);
        const lines = seats.map((seat, i) => {
          expect(seat.inviterFen + seat.inviteeFen + seat.platformFen + seat.expertFen).toBe(seat.priceFen);
          return {
            id: `l${i}`,
            caseId: "c",
            seat: i + 1,
            payerId: "payer",
            payeeId: "payee",
            expertPersonId: `e${i}`,
            inviterFen: seat.inviterFen,
            inviteeFen: seat.inviteeFen,
            platformFen: seat.platformFen,
            expertFen: seat.expertFen,
            onDate: "2026-11-01",
          };
        });
        const total = {
          id: "b",
          payerId: "payer",
          payeeId: "payee",
          toInviteeFen: lines.reduce((sum, one) => sum + one.inviteeFen + one.expertFen, 0),
          toPlatformFen: lines.reduce((sum, one) => sum + one.platformFen, 0),
          experts: lines.map((one) => ({ personId: one.expertPersonId, fen: one.expertFen })),
        };
        const fees = lines.flatMap((one) => feePostings(one, "operator"));
        const refunds = lines.flatMap((one) => refundPostings(one, "operator", "2026-12-01"));
        const payments = paymentPostings(total, "operator", "2026-12-01");
        const payroll = payrollPostings(total, "2026-12-02");
        for (const posting of [...fees, ...refunds, ...payments, ...payroll])
          expect(isBalanced(posting.entries)).toBe(true);
        // After payment and payroll nobody owes anybody; after refunds instead, nothing is left at all.
        const left = (postings: typeof fees) => {
          const sums = new Map<string, number>();
          for (const { institutionId, entries } of postings)
            for (const { account, otherId, amount } of entries) {
              const key = `${institutionId}/${account}/${otherId}`;
              sums.set(key, (sums.get(key) ?? 0) + amount);
            }
          return [...sums].filter(([, sum]) => sum !== 0).map(([key]) => key);
        };
        expect(left([...fees, ...refunds])).toEqual([]);
        expect(left([...fees, ...payments, ...payroll]).filter((key) => /owed|due/u.test(key))).toEqual([]);
      },
    ),
  );
});
