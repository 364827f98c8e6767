import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkInvariants } from "../src/invariants.js";
import { type Alliance, completeDraft, newAlliance, ok } from "./alliance.js";
import { hostileFileNames, hostileTexts, unstorableTexts } from "./hostile-texts.js";
import { newWorld, type Reply, type Someone, type World } from "./world.js";

let world: World;
let alliance: Alliance;
let office: Someone;
beforeAll(async () => {
  world = await newWorld();
  alliance = await newAlliance(world, 2);
  office = await world.person(alliance.tertiary, "何医务", "medical_affairs");
});
afterAll(() => world.close());

/** As many whole characters of the text as fit. */
function cut(text: string, length: number): string {
  let shorter = "";
  for (const character of text) {
    if (shorter.length + character.length > length) break;
    shorter += character;
  }
  return shorter;
}

/** The texts joined into few long ones of at most `length`: whoever changes one of them changes the whole. */
function packed(texts: readonly string[], length: number): string[] {
  const packs = [""];
  for (const text of texts) {
    const last = packs.at(-1) ?? "";
    const next = last === "" ? text : `${last}\n${text}`;
    if (next.length > length) packs.push(text);
    else packs[packs.length - 1] = next;
  }
  return packs;
}

function expectRefusal(reply: Reply): void {
  expect(reply.status).toBe(400);
  expect(reply.body.title).toMatch(/[\u4e00-\u9fff]/);
  expect(reply.body.titleEn).toMatch(/[A-Za-z]/);
}

test("every text comes back from a draft as it was typed", async () => {
  const { requester } = alliance;
  const made = ok(await requester.post("/api/cases", {})).body;
  let version = made.version as number;
  for (const text of hostileTexts) {
    const draft = {
      ...completeDraft,
      question: text,
      summary: text,
      patientName: cut(text, 50),
      diagnoses: [{ code: null, name: `疑似${cut(text, 190)}症` }],
      consent: { ...completeDraft.consent, signerName: `张${cut(text, 40)}三` },
    };
    const saved = ok(await requester.put(`/api/cases/${made.id}/draft`, { version, draft })).body;
    version = saved.version;
    expect(ok(await requester.get(`/api/cases/${made.id}`)).body.draft).toMatchObject(draft);
  }
});

test.each(unstorableTexts)("text %# that cannot be stored is refused with words", async (text) => {
  const made = ok(await alliance.requester.post("/api/cases", {})).body;
  expectRefusal(
    await alliance.requester.put(`/api/cases/${made.id}/draft`, { version: 1, draft: { question: text } }),
  );
  const [expert] = alliance.experts;
  expectRefusal(await expert!.put(`/api/cases/${made.id}/opinion`, { revision: 0, text: { answer: text } }));
});

describe("the whole path of a case", () => {
  const packs = packed(hostileTexts, 1999);

  test.each(packs.map((text, n) => ({ n, text })))(
    "pack $n: what is read is what was written",
    async ({ text }) => {
      const { requester, dispatcher } = alliance;
      const names = hostileTexts.map((name) => cut(name.trim(), 190)).filter((name) => text.includes(name));
      const diagnoses = names.slice(0, 10).map((name) => ({ code: null, name: `疑${name}症` }));
      const patientName = `王${cut(text, 48)}`;
      const caseId = await alliance.submit({
        question: text,
        summary: `${text}\n${text}`,
        patientName,
        diagnoses,
      });
      expect(ok(await requester.get(`/api/cases/${caseId}`)).body).toMatchObject({
        question: text,
        summary: `${text}\n${text}`,
        patientName,
        diagnoses,
      });

      const first = await alliance.openOffer(caseId);
      const offers = ok(await first.expert.get("/api/offers")).body.items as {
        id: string;
        question: string;
      }[];
      expect(offers.find((one) => one.id === first.id)).toMatchObject({ question: text });
      const note = cut(text, 499).trim();
      ok(await first.expert.post(`/api/offers/${first.id}/decline`, { code: "other", note }));
      await world.drain();
      const search = ok(await dispatcher.get(`/api/cases/${caseId}/search`)).body;
      expect(search.offers[0].declineNote).toBe(note);

      const { id, expert } = await alliance.openOffer(caseId);
      ok(await expert.post(`/api/offers/${id}/accept`));
      await world.drain();
      const opinion = { answer: text, conclusion: `${text}${text}`, advice: text };
      const { revision } = ok(
        await expert.put(`/api/cases/${caseId}/opinion`, { revision: 0, text: opinion }),
      ).body;
      expect(ok(await expert.get(`/api/cases/${caseId}/opinion`)).body.draft).toMatchObject(opinion);
      ok(await expert.post(`/api/cases/${caseId}/opinion/sign`, { revision }));
      await world.drain();
      const signed = ok(await requester.get(`/api/cases/${caseId}/opinion`)).body.versions[0];
      expect(signed).toMatchObject({ text: opinion, isValid: true });
      const paper = ok(await requester.get(`/api/cases/${caseId}/opinion.pdf`));
      expect(Buffer.from(paper.body as Uint8Array).toString("latin1", 0, 5)).toBe("%PDF-");

      const reason = cut(text, 999).trim();
      ok(await requester.post(`/api/cases/${caseId}/disposition`, { decision: "not_adopted", reason }));
      await world.drain();
      expect(ok(await requester.get(`/api/cases/${caseId}/disposition`)).body.reason).toBe(reason);
      const filed = ok(await requester.get("/api/archive")).body.items[0];
      expect(filed.caseId).toBe(caseId);
      const record = ok(await requester.get(`/api/archive/${filed.id}/record`)).body;
      expect(record.isIntact).toBe(true);
      expect(JSON.stringify(record.record)).toContain(JSON.stringify(text).slice(1, -1));
    },
  );
});

test.each(hostileFileNames)("a file named %j is kept under a name that is safe to show", async (name) => {
  const { requester } = alliance;
  const made = ok(await requester.post("/api/cases", {})).body;
  const content = new TextEncoder().encode("白细胞 12.1");
  const url = `/api/cases/${made.id}/attachments`;
  const kept = ok(await requester.upload(url, { name, content })).body;
  expect(kept.title).not.toMatch(/[\p{Cc}\p{Cs}\u202e/\\]/u);
  expect(kept.title.trim()).not.toBe("");
  const read = ok(await requester.get(`${url}/${kept.id}`));
  expect(Buffer.from(read.body as Uint8Array).toString()).toBe("白细胞 12.1");
  expect(String(read.headers["content-disposition"])).toMatch(/^(attachment|inline)/);
  expect(String(read.headers["content-disposition"])).not.toMatch(/[\r\n]/);
});

describe("lists of experts", () => {
  const upload = async (rows: readonly (readonly string[])[]) => {
    const csv = rows
      .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","))
      .join("\r\n");
    const content = new TextEncoder().encode(`姓名,科室,职称,擅长\r\n${csv}`);
    const seen = ok(await office.upload("/api/experts/imports", { name: "名单.csv", content })).body;
    const accounted = ["imported", "unchanged", "review", "rejected"].map((k) => seen.counts[k] as number);
    expect(accounted.reduce((sum, n) => sum + n, 0)).toBe(rows.length);
    return seen;
  };
  const digits = "零一二三四五六七八九";
  const nameOf = (n: number) => `王${digits[Math.floor(n / 10)] ?? ""}${digits[n % 10] ?? ""}`;
  /** Visible characters only: an import may drop invisible ones and join blanks. */
  const visible = (text: string) => text.normalize("NFC").replace(/[\p{C}\p{Z}\s]/gu, "");

  test("a text in a cell is what the expert's page shows", async () => {
    const texts = hostileTexts.filter((text) => text.isWellFormed() && !text.startsWith("\t="));
    const rows = texts.map((text, n) => [nameOf(n), "呼吸内科", "主任医师", `擅长${text}治疗`]);
    const seen = await upload(rows);
    expect(seen.counts.imported).toBe(rows.length);
    ok(await office.post(`/api/experts/imports/${seen.importId as string}/apply`));
    await world.drain();
    for (const [n, row] of rows.entries()) {
      const found = ok(await office.get(`/api/experts?q=${encodeURIComponent(nameOf(n))}`)).body.items[0];
      const page = ok(await office.get(`/api/experts/${found.practitionerId as string}`)).body;
      expect(visible(page.roles[0].skillsText)).toBe(visible(row[3] ?? ""));
    }
  });

  test("a text as name, department or title is imported, asked about or returned with reasons, row by row", async () => {
    const texts = [...hostileTexts, ...unstorableTexts];
    const other = (n: number) => texts[n % texts.length] ?? "";
    const seen = await upload(texts.map((text, n) => [text, other(n + 1), other(n + 2), other(n + 3)]));
    expect(seen.problemTotal).toBeGreaterThan(texts.length);
    for (const problem of seen.problems as { zh: string; en: string; remedyZh: string }[]) {
      expect(problem.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(problem.en).toMatch(/[A-Za-z]/);
    }
  });
});

test("afterwards every invariant holds", async () => {
  const broken = (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
  expect(broken).toEqual([]);
});
