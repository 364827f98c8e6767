import { expect } from "vitest";
import { slice, zip } from "../src/imaging/dicom-for-tests.js";
import { phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { journey } from "./journey.js";

/** Distinct grey values of what the pane shows: a blank one has one. */
const greys = (canvas: Element): number => {
  const { width, height } = canvas as HTMLCanvasElement;
  const pixels = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
  const found = new Set<number>();
  for (let at = 0; at < pixels.length; at += 4 * 97) found.add(pixels[at] ?? 0);
  return found.size;
};

journey(
  "CT and MR are uploaded with a request, viewed, windowed, measured and compared",
  async ({ doors }) => {
    const doctor = await doors.enterAs({ role: "requester", institution: "青岷县人民医院", post: "急诊科" });
    const { page } = doctor;
    await page.goto("/cases/new");
    await page.waitForURL(/\/edit$/);
    const images = page.getByRole("region", { name: "影像资料" });
    const mr = {
      modality: "MR",
      series: "1.2.9.100",
      study: "1.2.9.200",
      studyDescription: "头颅 MR",
      seriesDescription: "T2",
    };
    await images
      .locator('input[type="file"]')
      .first()
      .setInputFiles([
        {
          name: "CT.zip",
          mimeType: "application/zip",
          buffer: zip(
            Array.from({ length: 8 }, (_, n) => ({
              name: `${n}.dcm`,
              data: slice({ number: n + 1, z: n, side: 128 }),
            })),
          ),
        },
        { name: "MR.dcm", mimeType: "application/dicom", buffer: slice({ ...mr, sop: "1.2.9.1", side: 96 }) },
        { name: "坏.dcm", mimeType: "application/dicom", buffer: slice({ sop: "1.2.9.9" }).subarray(0, 900) },
      ]);
    await images.getByText("收入 9 幅图像、0 个附件").waitFor();
    await images.getByText("文件不完整，请重新从设备或 PACS 导出").waitFor();
    // Each series has its picture a moment later.
    await images.locator(".im-picture img").nth(1).waitFor();
    await checkPage(doctor, "a request with images");

    await images.getByRole("button", { name: "阅片：1.0mm lung" }).click();
    const pane = page.getByRole("group", { name: "图像 1" });
    const place = pane.getByText(/第 \d\/8 幅/);
    await place.waitFor();
    const canvas = pane.locator("canvas").first();
    await expect.poll(() => canvas.evaluate(greys)).toBeGreaterThan(3);

    await page.getByRole("button", { name: "窗位" }).click();
    await page.getByRole("menuitem", { name: /肺窗/ }).click();
    await pane.getByText("窗宽 1500 窗位 -600").waitFor();
    await pane.focus();
    await page.keyboard.press("Home");
    await pane.getByText("第 1/8 幅").waitFor();
    await page.keyboard.press("ArrowDown");
    await pane.getByText("第 2/8 幅").waitFor();

    await page.getByRole("button", { name: "长度" }).click();
    const box = await pane.boundingBox();
    if (!box) throw new Error("the pane has no place");
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 5 });
    await page.mouse.up();
    await pane.getByText(/\d mm/).waitFor();
    // It is kept with the case, under its author's name.
    const list = page.getByRole("button", { name: "标注 1" });
    await list.click();
    await page.getByText(`${doctor.name} · 今天`).waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "对比" }).click();
    const other = page.getByRole("group", { name: "图像 2" });
    await other.getByText("第 1/1 幅").waitFor();
    await expect.poll(() => other.locator("canvas").first().evaluate(greys)).toBeGreaterThan(3);
    await checkPage(doctor, "two series beside each other");

    const address = page.url();
    const small = await doors.enterAs(
      { role: "requester", institution: "青岷县人民医院", post: "急诊科" },
      phone,
    );
    await small.page.goto(address);
    await small.page.getByText(/第 \d\/8 幅/).waitFor();
    await small.page.getByRole("button", { name: "标注 1" }).click();
    await small.page.getByRole("button", { name: "查看标注：长度" }).click();
    await small.page.getByText(/\d mm/).waitFor();
    await small.page.keyboard.press("Escape");
    await checkPage(small, "images on a phone");
  },
);
