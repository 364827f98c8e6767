import { expect } from "vitest";
import type { Board } from "../src/dispatch/api.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";
import { ask } from "./visitor.js";

const reason = "邀请方地处牧区，值班专家已电话同意先看资料";

journey("the dispatcher finds the case that waits for her and sends it by hand", async ({ doors }) => {
  const dispatcher = await doors.enterAs({ role: "dispatcher" });
  const page = dispatcher.page;
  const board = page.getByRole("table", { name: /等待中的会诊/ });
  await board.waitFor();
  await checkPage(dispatcher, "dispatch board");

  const { items } = await ask<Board>(dispatcher, "/api/dispatch/board");
  const place = items.findIndex(({ search }) => search?.status === "with_dispatcher");
  const row = items[place];
  if (!row) throw new Error("no case waits for the dispatcher");
  await board.getByRole("row").filter({ hasText: row.case.question }).getByText("等您派单").waitFor();

  // No mouse: j moves down the board, Enter opens the case.
  for (let step = 0; step <= place; step++) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "派单处理" });
  await drawer.getByRole("heading", { name: row.case.question }).waitFor();
  await drawer.getByRole("searchbox", { name: "查找其他专家" }).fill("中医");
  const expert = drawer.getByRole("button", { name: /^派单给 / }).first();
  await expert.waitFor();
  await checkPage(dispatcher, "drawer of the board");
  const name = (await expert.getAttribute("aria-label"))?.replace("派单给 ", "") ?? "";
  await expert.click();

  const window = page.getByRole("dialog", { name: `派单给${name}` });
  await window.getByRole("button", { name: "派单", exact: true }).click();
  await window.getByRole("alert").filter({ hasText: /.+/ }).waitFor();
  await checkPage(dispatcher, "sending by hand");
  await window.getByRole("textbox").fill(reason);
  await window.getByRole("button", { name: "派单", exact: true }).click();
  await drawer.getByText("人工派单").first().waitFor();
  await drawer.getByRole("listitem").filter({ hasText: name }).getByText("未查看").first().waitFor();

  const after = await ask<Board>(dispatcher, "/api/dispatch/board");
  const sent = after.items.find((item) => item.case.id === row.case.id)?.search?.offers.at(-1);
  expect(sent).toMatchObject({ expertName: name, ring: "dispatcher", status: "sent" });

  // A window that is still closing would take the key for itself.
  await window.waitFor({ state: "hidden" });
  await expect
    .poll(async () => {
      await page.keyboard.press("Escape");
      return drawer.count();
    })
    .toBe(0);
});
