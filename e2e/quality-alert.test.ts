import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey("quality management works an alert from its chart to its effect", async ({ doors }) => {
  const manager = await doors.enterAs({ role: "quality", post: "平台质控" });
  const { page } = manager;
  await page.goto("/quality/alerts");
  const alert = page.getByRole("link", { name: "病种满意度偏低" });
  await alert.waitFor();
  await checkPage(manager, "alerts");
  await alert.click();
  await page.getByRole("img", { name: /^控制图/ }).waitFor();
  await page.getByText(/M51.*次评价中.*满意/u).waitFor();
  await checkPage(manager, "one alert with its chart");

  await page.getByRole("button", { name: "认领" }).click();
  const write = async (label: string, text: string, button: string) => {
    await page.getByLabel(label).fill(text);
    await page.getByRole("button", { name: button }).click();
    await page.getByText(text).waitFor();
  };
  await write("查到的原因", "资料缺少腰椎磁共振，意见只能泛泛", "记录原因");
  await write("采取的措施", "资料清单加入腰椎磁共振，缺者先补", "记录措施");
  await write("效果如何", "新提交的病例资料齐全，继续观察", "记录效果并了结");
  await expect.poll(() => page.getByText("已了结", { exact: true }).count()).toBeGreaterThan(0);
  await checkPage(manager, "a settled alert");

  await page.goto("/quality/indicators?months=18");
  const group = page.getByRole("region", { name: "效果" });
  await group.getByRole("button", { name: "采纳率", exact: true }).click();
  const detail = page.getByRole("region", { name: "采纳率", exact: true });
  await detail.getByText("受邀方", { exact: true }).click();
  await detail
    .getByText(/^按难度校正 \d+%$/)
    .first()
    .waitFor();
  await detail.getByRole("button", { name: /^查看病例 之江/ }).click();
  await detail.getByRole("listitem").first().waitFor();
  await checkPage(manager, "indicators with one opened");
});
