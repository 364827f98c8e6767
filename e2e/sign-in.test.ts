import { expect } from "vitest";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

journey("whoever comes finds a way in, his language, his light, and the way out", async ({ doors }) => {
  const guest = await doors.arrive();
  const page = guest.page;
  await page.getByRole("heading", { name: "选择一位人物进入演示" }).waitFor();
  await page.getByRole("heading", { name: /申请医生/ }).waitFor();
  await checkPage(guest, "sign-in");
  const script = (await page.locator("script[src^='/assets/']").first().getAttribute("src")) ?? "";
  for (const [accepted, sent] of [
    ["br, gzip", "br"],
    ["gzip", "gzip"],
    ["identity", undefined],
  ] as const) {
    const reply = await guest.context.request.get(script, { headers: { "accept-encoding": accepted } });
    expect(reply.headers()["content-encoding"]).toBe(sent);
    expect(await reply.text()).toContain("import");
  }

  await page.getByRole("button", { name: "Switch to English" }).click();
  await page.getByRole("heading", { name: "Choose someone to enter the demo as" }).waitFor();
  expect(await page.title()).toBe("Sign in · Consilium");
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  await checkPage(guest, "sign-in in English");
  await page.getByRole("button", { name: "切换为中文" }).click();
  await page.getByRole("button", { name: "切换为深色" }).click();
  await page.getByRole("button", { name: "切换为浅色" }).waitFor();
  await checkPage(guest, "sign-in in the dark");

  const search = page.getByRole("searchbox", { name: "搜索姓名、机构、角色或科室" });
  await search.fill("没有这个人");
  await page.getByText("没有匹配的人物").waitFor();
  await search.fill("博斯塔 申请医生 妇产科");
  const people = page.getByRole("main").getByRole("listitem");
  await expect.poll(() => people.count()).toBe(1);
  await people.getByRole("button").click();
  await page.getByRole("heading", { name: "我的申请" }).waitFor();
  await checkPage(guest, "my cases in the dark");

  // Without a network the page says so, and goes on by itself.
  guest.expected.push(/^net::/);
  await page.getByRole("img", { name: "实时更新中" }).waitFor();
  await guest.context.setOffline(true);
  const banner = page.getByText("网络已断开。已打开的内容仍可查看，恢复后自动更新。");
  await banner.waitFor();
  await checkPage(guest, "page without a network");
  await guest.context.setOffline(false);
  await banner.waitFor({ state: "detached" });
  await page.getByRole("img", { name: "实时更新中" }).waitFor();

  // A look that was under way when the session ended is refused; the page is loaded anew in the same moment.
  guest.expected.push(/^401 \/api\/cases$/);
  await page.getByRole("button", { name: /账户菜单$/ }).click();
  await page.getByRole("button", { name: "换个人进入" }).click();
  await page.getByRole("heading", { name: "选择一位人物进入演示" }).waitFor();
  expect((await guest.context.request.get("/api/session")).status()).toBe(401);
});
