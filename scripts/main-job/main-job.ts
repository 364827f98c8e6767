// The main job, end to end, over the public HTTP API of a fresh server: from an empty installation through a messy
// spreadsheet to a closed case. It prints each step with its time and exits non-zero when any state, timeline entry,
// audit row or invariant is not as it must be. It is also the tour of the API.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { freshServer, type FreshServer } from "./fresh-server.js";
import { messyWorkbook } from "./messy-workbook.js";
import { Person } from "./person.js";

const began = performance.now();
let last = began;

/** Prints a step that has been checked, with how long it took. */
function step(text: string): void {
  const now = performance.now();
  console.log(`${((now - began) / 1000).toFixed(2).padStart(7)} s  +${Math.round(now - last)} ms  ${text}`);
  last = now;
}

const server = await freshServer();
try {
  await run(server);
  assert.equal(await server.stop(), 0, "the server stops cleanly");
  const report = (await server.verb("check-invariants", "--json")) as { checked: number; broken: unknown[] };
  assert.deepEqual(report.broken, []);
  step(`服务停止，${report.checked} 条不变量全部成立 stopped cleanly, all invariants hold`);
  console.log("\n主流程通过 the main job passes");
} catch (error) {
  console.error(`what the server logged:\n${server.log()}`);
  throw error;
} finally {
  await server.remove();
}

async function run({ url, secret }: FreshServer): Promise<void> {
  step(`服务已启动 fresh server at ${url}`);
  const signIn = async (username: string, password: string) => {
    const person = new Person(url);
    await person.post("/api/session", { username, password });
    return person;
  };
  const password = "青山绿水-常开-2026";

  // --- An empty installation: whoever can read the server's folder makes the two first administrators.
  const system = new Person(url);
  await system.post("/api/setup", {
    secret,
    institutionName: "云明远程医疗运营中心",
    systemAdministrator: { name: "纪系统", username: "ji.xitong", password },
    securityAdministrator: { name: "安守正", username: "an.shouzheng", password },
  });
  const security = await signIn("an.shouzheng", password);
  const { institution } = await system.get<{ institution: { id: string } }>("/api/session");
  const account = async (name: string, username: string, institutionId: string, ...roles: string[]) => {
    const { personId } = await system.post<{ personId: string }>("/api/accounts", {
      name,
      username,
      password,
      institutionId,
    });
    await security.ask("PUT", `/api/accounts/${personId}/roles`, { roles });
    return signIn(username, password);
  };
  const operator = await account("尹运营", "yin.yunying", institution.id, "operator");
  const auditor = await account("沈审计", "shen.shenji", institution.id, "audit_admin");
  step("初始化：系统与安全管理员、运营、审计账号 set up, accounts and roles");

  // --- Two hospitals and the agreement without which nothing is dispatched between them.
  const hospital = (name: string, shortName: string, level: string, regionCode: string) =>
    operator.post<{ id?: string; institution?: { id: string } }>("/api/institutions", {
      name,
      shortName,
      level,
      regionCode,
    });
  const idOf = (made: { id?: string; institution?: { id: string } }) => made.id ?? made.institution?.id ?? "";
  const county = idOf(await hospital("云溪县人民医院", "云溪县医院", "二级甲等", "330127"));
  const tertiary = idOf(await hospital("明江大学附属第一医院", "明江附一", "三级甲等", "330106"));
  const today = new Date().toISOString().slice(0, 10);
  const agreement = await operator.post<{ id: string }>("/api/agreements", {
    name: "云溪—明江远程会诊协议",
    validFrom: today,
    validTo: `${Number(today.slice(0, 4)) + 3}-12-31`,
    specialtyCodes: [],
    paperReference: "远会协字〔2026〕1 号",
    parties: [
      { organizationId: county, side: "requester" },
      { organizationId: tertiary, side: "performer" },
    ],
  });
  await operator.post(`/api/agreements/${agreement.id}/status`, { status: "in_force" });
  step("两家医院与协作协议 two hospitals and an agreement in force");

  // --- Experts come in from a messy spreadsheet.
  const workbook = await messyWorkbook("明江大学附属第一医院");
  const upload = async () => {
    const form = new FormData();
    form.append("defaultOrganizationId", tertiary);
    form.append("file", new Blob([workbook]), "专家名单.xlsx");
    return operator.post<{
      importId: string;
      counts: Record<string, number>;
      questions: { label: string }[];
    }>("/api/experts/imports", form);
  };
  const preview = await upload();
  assert.deepEqual(preview.counts, { rows: 5, imported: 3, unchanged: 0, review: 1, rejected: 1 });
  assert.deepEqual(
    preview.questions.map((question) => question.label),
    ["心脏科"],
  );
  step("预览：3 行可导入，1 行科室待确认，1 行退回 preview of the spreadsheet");
  const applied = await operator.post<{ counts: unknown }>(`/api/experts/imports/${preview.importId}/apply`);
  assert.deepEqual(applied.counts, { rows: 5, imported: 3, unchanged: 0, review: 1, rejected: 1 });
  const rejected = await operator.send("GET", `/api/experts/imports/${preview.importId}/rejected.csv`);
  assert.match(new TextDecoder().decode(rejected.bytes), /姓名/);
  const again = await upload();
  const repeated = await operator.post<{ counts: Record<string, number> }>(
    `/api/experts/imports/${again.importId}/apply`,
  );
  assert.equal(repeated.counts.imported, 0, "a second import of the same file changes nothing");
  step("导入；坏行带原因退回；再次导入同一文件无变化 imported once");

  // --- The name that was asked, answered by a person.
  const queue = await operator.get<{
    items: { name: string; candidates: { code: string }[]; items: { id: string }[] }[];
  }>("/api/terms/review");
  const asked = queue.items.find((item) => item.name === "心脏科");
  assert.ok(asked, "the ambiguous department waits in the review queue");
  await operator.post(`/api/terms/review/${asked.items[0]?.id}/resolve`, {
    code: "03.04",
    scope: "institution",
  });
  step("待审队列：心脏科 → 03.04 心血管内科 review queue answered");

  // --- Accounts for the experts; a requesting doctor in the county.
  const found = await operator.get<{ items: { practitionerId: string; name: string }[] }>(
    "/api/experts?limit=50",
  );
  const experts = new Map<string, Person>();
  const passwords = new Map<string, string>();
  for (const name of ["沈听澜", "顾星野"]) {
    const expert = found.items.find((item) => item.name === name);
    assert.ok(expert, `${name} is in the pool`);
    const opened = await operator.post<{ username: string; initialPassword: string }>(
      `/api/experts/${expert.practitionerId}/account`,
      { username: `expert.${experts.size + 1}` },
    );
    experts.set(name, await signIn(opened.username, opened.initialPassword));
    passwords.set(name, opened.initialPassword);
  }
  const doctor = await account("周一诺", "zhou.yinuo", county, "requester");
  step("专家与申请医生开通账号 accounts for experts and the doctor");

  // --- The county doctor asks. What is missing is named, then it goes out.
  const made = await doctor.post<{ id: string; version: number }>("/api/cases", {});
  const incomplete = await doctor.send("POST", `/api/cases/${made.id}/submit`, { version: made.version });
  assert.equal(incomplete.status, 422);
  assert.ok(JSON.stringify(incomplete.body.errors).includes("consent"), "the missing consent is named");
  const saved = await doctor.ask<{ version: number }>("PUT", `/api/cases/${made.id}/draft`, {
    version: made.version,
    draft: {
      patientName: "王建国",
      patientSex: "male",
      patientAgeYears: 63,
      question: "右上肺磨玻璃结节 12mm，需要手术还是随访？请呼吸内科会诊。",
      summary:
        "体检 CT 发现右上肺磨玻璃结节 12mm，边缘分叶，无发热，否认胸痛、咯血，吸烟 30 年，既往高血压。",
      vitals: {
        heartRatePerMin: 78,
        systolicMmHg: 136,
        diastolicMmHg: 82,
        spo2Percent: 97,
        respiratoryRatePerMin: 18,
        temperatureC: 36.5,
        consciousness: "A",
        onOxygen: false,
      },
      diagnoses: [{ code: "R91.x00", name: "肺部结节" }],
      wantedSpecialtyCode: "03.01",
      mode: "written",
      consent: { textVersion: "2026-01", givenBy: "patient", signerName: "王建国", form: "paper" },
    },
  });
  const key = randomUUID();
  const submitted = await doctor.post<{ number: string }>(
    `/api/cases/${made.id}/submit`,
    { version: saved.version },
    key,
  );
  assert.deepEqual(
    await doctor.post(`/api/cases/${made.id}/submit`, { version: saved.version }, key),
    submitted,
  );
  step(`会诊申请 ${submitted.number} 已提交；重复提交得到同一答复 submitted once`);
  const caseId = made.id;

  const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (let tries = 0; tries < 200; tries++) {
      const seen = await look();
      if (seen !== undefined) return seen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`waited in vain for ${what}`);
  };
  type Search = { backupName: string | null; offers: { expertName: string; status: string }[] };
  const search = await until("the first offer", async () => {
    const view = await doctor.get<Search | null>(`/api/cases/${caseId}/search`);
    return view && view.offers.length > 0 ? view : undefined;
  });
  const assessments = await doctor.get<{ items: { level: string; reasons: unknown[] }[] }>(
    `/api/cases/${caseId}/assessments`,
  );
  assert.equal(assessments.items[0]?.level, "IV");
  const ranking = await doctor.get<{
    candidates: { name: string; score: number; factors: { points: number }[] }[];
    excluded: { code: string }[];
  }>(`/api/cases/${caseId}/ranking`);
  const [best] = ranking.candidates;
  assert.ok(
    best && Math.abs(best.factors.reduce((sum, factor) => sum + factor.points, 0) - best.score) < 0.05,
  );
  assert.ok(
    ranking.excluded.some((group) => group.code === "no_account"),
    "who has no account is named as excluded",
  );
  step(`分诊 IV 级；匹配 ${best.name} ${best.score} 分；候补 ${search.backupName} triaged, ranked, offered`);

  // --- The first expert declines with a reason; the backup accepts with one tap.
  type Offers = { items: { id: string; caseId: string; status: string; patientLabel: string }[] };
  const openOfferOf = async (name: string) =>
    (await experts.get(name)?.get<Offers>("/api/offers"))?.items.find(
      (offer) => offer.caseId === caseId && ["sent", "seen"].includes(offer.status),
    );
  const first = search.offers[0]?.expertName ?? "";
  const declined = await openOfferOf(first);
  assert.ok(declined && !declined.patientLabel.includes("王建国"), "an offer shows no patient's name");
  await experts.get(first)?.post(`/api/offers/${declined.id}/decline`, { code: "in_surgery", note: "" });
  const second = search.backupName ?? "";
  const offer = await until("the backup's offer", () => openOfferOf(second));
  const expert = experts.get(second);
  assert.ok(expert);
  const tap = randomUUID();
  await expert.post(`/api/offers/${offer.id}/accept`, undefined, tap);
  await expert.post(`/api/offers/${offer.id}/accept`, undefined, tap);
  step(`${first} 谢绝（手术中），${second} 一键接诊 declined, then accepted with one tap`);

  // --- He reads, writes, signs.
  const seen = await expert.get<{ patientName: string; status: string }>(`/api/cases/${caseId}`);
  assert.equal(seen.patientName, "王建国");
  const opinion = await until("the opinion to be opened", async () => {
    const reply = await expert.send("GET", `/api/cases/${caseId}/opinion`);
    return reply.status === 200 ? (reply.body as unknown as { draftRevision: number }) : undefined;
  });
  const draft = await expert.ask<{ revision: number }>("PUT", `/api/cases/${caseId}/opinion`, {
    revision: opinion.draftRevision,
    text: {
      answer: "结节 12mm、有分叶，恶性可能较大，建议手术评估，不宜单纯随访。",
      conclusion: "右上肺混合磨玻璃结节，肺癌待排。",
      advice: "1. 增强 CT 与 PET-CT；2. 肺功能；3. 胸外科评估胸腔镜下肺段切除；4. 戒烟。",
    },
  });
  // A signature wants the signer's password, not a window he left open.
  const locked = await expert.send("POST", `/api/cases/${caseId}/opinion/sign`, { revision: draft.revision });
  assert.equal(locked.status, 423);
  await expert.post("/api/signing/unlock", { password: passwords.get(second) });
  await expert.post(`/api/cases/${caseId}/opinion/sign`, { revision: draft.revision });
  const paper = await expert.send("GET", `/api/cases/${caseId}/opinion.pdf`);
  assert.equal(new TextDecoder().decode(paper.bytes.slice(0, 5)), "%PDF-");
  step(`意见已签发，PDF ${Math.round(paper.bytes.length / 1024)} kB signed, printed`);

  // --- The inviter reads and says what he did with it; the case closes, access ends, both sides keep a copy.
  const read = await doctor.get<{ versions: { isValid: boolean; signerName: string }[] }>(
    `/api/cases/${caseId}/opinion`,
  );
  assert.deepEqual([read.versions[0]?.isValid, read.versions[0]?.signerName], [true, second]);
  await doctor.post(`/api/cases/${caseId}/disposition`, {
    decision: "partly_adopted",
    reason: "患者要求先行 PET-CT 再决定手术",
  });
  assert.equal((await doctor.get<{ status: string }>(`/api/cases/${caseId}`)).status, "closed");
  assert.equal(
    (await expert.send("GET", `/api/cases/${caseId}`)).status,
    404,
    "the invited side's access has ended",
  );
  for (const side of [doctor, expert]) {
    const archive = await side.get<{ items: { id: string; caseId: string }[] }>("/api/archive");
    const copy = archive.items.find((item) => item.caseId === caseId);
    assert.ok(copy, "each side keeps its copy");
    assert.equal((await side.send("GET", `/api/archive/${copy.id}/pdf`)).status, 200);
  }
  step("部分采纳，结案；受邀方访问收回，双方各存一份 disposed, closed, filed on both sides");

  // --- What is left behind: a timeline without gaps and an audit trail that holds.
  const timeline = await doctor.get<{ items: { sequence: number; kind: string }[] }>(
    `/api/cases/${caseId}/timeline`,
  );
  assert.deepEqual(
    timeline.items.map((entry) => entry.sequence),
    timeline.items.map((_, n) => n + 1),
  );
  const kinds = timeline.items.map((entry) => entry.kind);
  const mustHappen = [
    "cases.submitted",
    "triage.assessed",
    "matching.ranked",
    "dispatch.offer-sent",
    "dispatch.offer-declined",
    "dispatch.offer-sent",
    "dispatch.accepted",
    "consultation.opinion-signed",
    "consultation.closed",
  ];
  let from = 0;
  for (const kind of mustHappen) {
    const at = kinds.indexOf(kind, from);
    assert.ok(at >= 0, `the timeline lacks ${kind} in its place: ${kinds.join(", ")}`);
    from = at + 1;
  }
  step(`时间线 ${kinds.length} 步，次序无误 the timeline tells it all`);
  const verification = await auditor.get<{ entries: number; faults: unknown[] }>("/api/audit/verification");
  assert.deepEqual(verification.faults, []);
  const trail = await auditor.get<{ items: { action: string; outcome: string }[] }>(
    `/api/audit?caseId=${caseId}&limit=100`,
  );
  for (const action of [
    "case.submit",
    "offer.accept",
    "offer.decline",
    "opinion.sign",
    "disposition.give",
    "case.read",
  ])
    assert.ok(
      trail.items.some((entry) => entry.action === action),
      `the audit trail lacks ${action}`,
    );
  const looked = await doctor.get<{ items: { who: string }[] }>(`/api/cases/${caseId}/access-log`);
  assert.ok(
    looked.items.some((entry) => entry.who === second),
    "the doctor sees that the expert has looked",
  );
  step(`审计 ${verification.entries} 条，链完整；谁看过一目了然 audit whole, readers named`);
}
