import { expect } from "vitest";
import type { HonourPageView } from "../src/incentives/api.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

journey(
  "a list is objected to and answered; one whose time is over is made final, with certificates",
  async ({ doors }) => {
    const operator = await doors.enterAs({ role: "operator" });
    const { rounds } = await ask<HonourPageView>(operator, "/api/honours");
    const running = rounds.find(
      (one) => one.status === "objection" && Date.parse(one.objectionUntil) > Date.now(),
    );
    const over = rounds.find(
      (one) => one.status === "objection" && Date.parse(one.objectionUntil) < Date.now(),
    );
    const [candidate, winner] = [running?.candidates[0], over?.candidates[0]];
    if (!running || !over || !candidate || !winner)
      throw new Error("the demonstration has no lists to work on");

    const doctor = await doors.enterAs({ role: "requester" });
    await doctor.page.goto("/honours");
    const object = doctor.page.getByRole("button", { name: `对 ${candidate.personName} 提出异议` }).first();
    await object.click();
    const objection = doctor.page.getByRole("dialog");
    await objection.getByRole("textbox").fill("该季度有两例未按时应答，请复核");
    await checkPage(doctor, "an objection to a list being written");
    await objection.getByRole("button", { name: "提出异议" }).click();
    await objection.waitFor({ state: "detached" });

    const page = operator.page;
    await page.goto("/honours");
    await page
      .getByText(/请复核/)
      .first()
      .waitFor();
    await checkPage(operator, "lists with an objection");
    // A list whose time is not over cannot be made final, and says so.
    operator.expected.push(/^409 \/api\/honours\/[^/]+\/finalise$/);
    const regionOf = (round: typeof running) =>
      page.getByRole("region", { name: new RegExp(`${round.period}.*`) }).filter({
        hasText: round.candidates[0]?.personName ?? "",
      });
    const final = async (round: typeof running, number: string): Promise<void> => {
      await regionOf(round).getByRole("button", { name: "定稿" }).first().click();
      const dialog = page.getByRole("dialog", { name: "定稿" });
      await dialog.getByRole("textbox").fill(number);
      await dialog.getByRole("button", { name: "定稿" }).click();
    };
    await final(running, "云帆评〔2026〕测试一号");
    await page.getByText("公示期未满，不能定稿").first().waitFor();
    await page.getByRole("dialog", { name: "定稿" }).getByRole("button", { name: "取消" }).click();

    await page.getByRole("button", { name: "答复", exact: true }).first().click();
    const answer = page.getByRole("dialog");
    await answer.getByRole("radio", { name: "不成立" }).check();
    await answer.getByRole("textbox").fill("已复核，两例均为系统维护期间");
    await answer.getByRole("button", { name: "答复", exact: true }).click();
    await page
      .getByText(/均为系统维护期间/)
      .first()
      .waitFor();

    await final(over, "云帆评〔2026〕测试二号");
    await page
      .getByText(/云帆评〔2026〕测试二号/)
      .first()
      .waitFor();
    const certificate = regionOf(over)
      .getByRole("link", { name: `证书 ${winner.personName}` })
      .first();
    const href = await certificate.getAttribute("href");
    const paper = await operator.context.request.get(href ?? "");
    expect(paper.headers()["content-type"]).toContain("application/pdf");
    expect((await paper.body()).subarray(0, 5).toString()).toBe("%PDF-");
    const again = await operator.context.request.get(href ?? "");
    expect((await again.body()).equals(await paper.body())).toBe(true);
  },
);
