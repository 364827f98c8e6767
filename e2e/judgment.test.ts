import { expect } from "vitest";
import type { RankingView, WhyNotView } from "../src/matching/api.js";
import { checkPage } from "./check-page.js";
import { choose, fillRequest } from "./fill-request.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

journey(
  "a suspected lung cancer finds those who know it, and whoever is missing is answered for",
  async ({ doors }) => {
    const question = "右上肺占位，考虑肺癌，下一步穿刺还是直接手术？";
    const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院", post: "外科" });
    const page = doctor.page;
    await page.getByRole("button", { name: "新建会诊申请" }).first().click();
    await fillRequest(doctor, {
      question,
      patient: "顾守成",
      isSigned: true,
      summary: "咳嗽、痰中带血 3 周，吸烟 40 年。CT 示右肺上叶 3.2 cm 分叶状肿块，纵隔淋巴结肿大。",
      diagnosis: { typed: "肺恶性肿瘤", entry: "C34.900" },
      specialty: { typed: "呼吸", entry: "呼吸内科" },
    });
    const experts = page.getByRole("region", { name: "专家预览" });
    await experts.getByText(/按目前所填/).waitFor();
    await experts
      .getByText(/肺恶性肿瘤 \d+ 例/)
      .first()
      .waitFor();
    await checkPage(doctor, "request form with experts");
    await page.getByRole("button", { name: "提交会诊申请" }).click();
    await page.getByRole("heading", { name: question }).waitFor();

    const ranking = page.getByRole("region", { name: "专家匹配" });
    await ranking.getByRole("listitem").first().waitFor();
    const caseId = new URL(page.url()).pathname.split("/")[2] ?? "";
    const { candidates } = await ask<RankingView>(doctor, `/api/cases/${caseId}/ranking`);
    for (const { factors, name } of candidates.slice(0, 3)) {
      const points = (key: string) => factors.find((factor) => factor.key === key)?.points ?? 0;
      expect(points("disease"), `${name} knows the disease`).toBeGreaterThan(0);
      expect(points("specialty"), `${name} is of a specialty that treats it`).toBeGreaterThan(0);
    }

    // Whoever the doctor has in mind instead, the answer says in a sentence why he is not there.
    await choose(page, "查找专家", { typed: "眼科", entry: "眼科" });
    await ranking.getByText(/^(未入选：|符合条件，)/).waitFor();
    await checkPage(doctor, "why not this expert");
    const { items } = await ask<{ items: { practitionerRoleId: string }[] }>(
      doctor,
      "/api/experts?q=外科&limit=20",
    );
    for (const { practitionerRoleId } of items) {
      const answer = await ask<WhyNotView>(
        doctor,
        `/api/cases/${caseId}/ranking/why-not/${practitionerRoleId}`,
      );
      expect(answer.exclusion !== null || answer.candidate !== null).toBe(true);
    }
  },
);

journey(
  "the one who has seen twelve Castleman patients is found outside his specialty",
  async ({ doors }) => {
    const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院", post: "外科" });
    const page = doctor.page;
    await page.getByRole("button", { name: "新建会诊申请" }).first().click();
    await fillRequest(doctor, {
      question: "多发淋巴结肿大伴发热，是否 Castleman 病？",
      patient: "温如松",
      isSigned: true,
      summary: "颈部、腋窝多发淋巴结肿大 2 月，反复发热，贫血，CRP 升高。活检：反应性增生，浆细胞增多。",
      diagnosis: { typed: "Castleman", entry: "D47.700x007" },
      specialty: null,
    });
    const experts = page.getByRole("region", { name: "专家预览" });
    const found = experts.getByRole("listitem").filter({ hasText: "隐藏技能" }).first();
    await found.waitFor();
    await found
      .getByText(/非本专科（.+），但.*Castleman病 12 例/)
      .first()
      .waitFor();
    await checkPage(doctor, "a hidden skill in the form");
  },
);
