import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey("an expert writes down his week, and his office sees it", async ({ doors }) => {
  const expert = await doors.enterAs({
    role: "expert",
    institution: "之江医科大学附属第一医院",
    post: "泌尿外科",
  });
  const page = expert.page;
  await page.goto("/calendar");
  await page.getByRole("heading", { name: "日程", exact: true }).waitFor();
  await checkPage(expert, "calendar");

  // Lines of text: what is understood comes in, the rest stays with the reason.
  await page.getByRole("button", { name: "用文字添加" }).click();
  const lines = page.getByRole("dialog", { name: "用文字添加" });
  await lines.getByLabel("日程文字").fill("周六上午门诊\n下午打球");
  await lines.getByRole("button", { name: /预\s*览/ }).click();
  await lines.getByText("每周六 08:00–12:00 门诊").waitFor();
  await lines.getByText(/没有写周几或日期/).waitFor();
  await lines.getByRole("button", { name: "添加 1 条" }).click();
  await expect.poll(() => lines.getByLabel("日程文字").inputValue()).toBe("下午打球");
  await lines.getByRole("button", { name: /取\s*消/ }).click();
  await page
    .getByRole("button", { name: /门诊 08:00–12:00/ })
    .first()
    .waitFor();

  // Leave for an hour, and away again.
  await page.getByRole("button", { name: "添加安排" }).click();
  const form = page.getByRole("dialog", { name: "添加安排" });
  await checkPage(expert, "a new entry");
  await form.getByRole("button", { name: /添\s*加/ }).click();
  await form.waitFor({ state: "detached" });
  await page.keyboard.press("m");
  await page.getByRole("button", { name: /请假/ }).first().waitFor();
  await checkPage(expert, "calendar by month");

  const office = await doors.enterAs({ role: "medical_affairs", institution: "之江医科大学附属第一医院" });
  await office.page.goto("/calendars");
  await office.page.getByLabel("按姓名或科室筛选").fill(expert.name);
  await office.page.getByRole("link", { name: `查看${expert.name}的日程` }).waitFor();
  await checkPage(office, "calendars of a hospital");
});
