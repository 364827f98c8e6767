import { chromium, type Page } from "playwright-core";
import { expect, inject, test } from "vitest";
import { browserOptions, callFlags, phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { acceptedVideoCase, act } from "./call-case.js";
import { refuseDevice, smallCamera } from "./fake-media.js";
import { moving } from "./pictures.js";
import { type Doors, openDoors, type Visitor } from "./visitor.js";

/** Doors of a browser of their own, with a false camera and microphone that nobody has to allow. */
async function withDoors(flags: readonly string[], use: (doors: Doors) => Promise<void>): Promise<void> {
  const options = await browserOptions();
  const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), ...flags] });
  const doors = openDoors(browser, inject("serverUrl"));
  try {
    await use(doors);
    expect(await doors.close()).toEqual([]);
  } finally {
    await browser.close();
  }
}
/** `desk`: a computer that has no camera. */
const call = test.extend<{ doors: Doors; desk: Doors }>({
  doors: ({}, use) => withDoors(callFlags, use),
  desk: ({}, use) =>
    withDoors(
      callFlags.map((flag) =>
        flag.startsWith("--use-fake-device") ? `${flag.split("=")[0] ?? ""}=device-count=0` : flag,
      ),
      use,
    ),
});

const pancreatitis = {
  patientName: "石望春",
  patientSex: "female",
  patientAgeYears: 58,
  question: "急性胰腺炎合并低血压，能否在本院继续治疗？请视频会诊。",
  summary: "患者饮酒后上腹剧痛 6 小时，向腰背部放射，恶心、呕吐 4 次。血淀粉酶 1860 U/L，CT 示胰腺肿胀。",
  vitals: {
    heartRatePerMin: 112,
    respiratoryRatePerMin: 22,
    systolicMmHg: 98,
    diastolicMmHg: 62,
    temperatureC: 37.8,
    spo2Percent: 97,
    onOxygen: false,
    consciousness: "A",
  },
  diagnoses: [{ code: "K85.900", name: "急性胰腺炎" }],
  wantedSpecialtyCode: "03.02",
  mode: "video",
  consent: { textVersion: "2026-01", givenBy: "patient", signerName: "石望春", form: "paper" },
};

const sees = (visitor: Visitor, count: number) =>
  expect
    .poll(() => moving(visitor.page), { timeout: 60_000, message: `${visitor.name} sees ${count}` })
    .toBe(count);

/** Tiny pictures, for those who only make the room full. */
const tiny = { width: 160, height: 120, frameRate: 5 };

call("a county doctor, a patient's phone and an expert meet in the room", async ({ doors, desk }) => {
  const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院" });
  const accepted = await acceptedVideoCase(doors, doctor, pancreatitis);
  const { caseId } = accepted;
  let { expert } = accepted;
  await Promise.all([smallCamera(doctor.context), smallCamera(expert.context)]);

  // The doctor: from the case into the room, once the physician present is recorded.
  const page = doctor.page;
  await page.goto(`/cases/${caseId}`);
  await page.getByRole("button", { name: "进入会诊室" }).click();
  await page.getByText("患者正在得到救治").waitFor();
  await checkPage(doctor, "before the call");
  const present = page.getByRole("region", { name: "邀请方在场医师" });
  await present.getByLabel("职称或资格").fill("主治医师");
  await present.getByRole("checkbox").check();
  await present.getByRole("button", { name: "登记" }).click();
  await page.getByText(/^已登记：/).waitFor();
  await page.getByRole("button", { name: "进入", exact: true }).click();
  await page.getByRole("toolbar", { name: "通话控制" }).waitFor();

  // The expert's browser keeps the microphone from him: he is told how to allow it, and comes in seen but not heard.
  const allow = await refuseDevice(expert.page, "microphone");
  await expert.page.goto(`/cases/${caseId}`);
  await expert.page.getByRole("button", { name: "进入会诊室" }).click();
  await expert.page.getByText(/^浏览器未获允许/).waitFor();
  await checkPage(expert, "a microphone that is not allowed");
  await expert.page.getByRole("button", { name: "进入（对方听不到您）" }).click();
  await Promise.all([sees(doctor, 1), sees(expert, 1)]);
  const tileOf = (on: Page, name: string) =>
    on.getByRole("group", { name: "与会者" }).locator("figure").filter({ hasText: name });
  await tileOf(page, expert.name).getByText("已静音").waitFor();
  await expert.page.getByRole("button", { name: "取消静音" }).click();
  await expert.page.getByText("麦克风没有打开，别人听不到您：浏览器未获允许").waitFor();

  expert.expected.push(/^Permissions policy violation: microphone/);

  // He allows it and closes the page by mistake: opened again, it is back in the call without a tap, and he can be heard.
  await allow();
  await expert.page.close();
  await expect.poll(() => moving(page)).toBe(0);
  expert = { ...expert, page: await expert.context.newPage() };
  await expert.page.goto(`/room/${caseId}`);
  await Promise.all([sees(doctor, 1), sees(expert, 1)]);
  await expert.page.getByRole("button", { name: "取消静音" }).click();
  await tileOf(page, expert.name).getByText("已静音").waitFor({ state: "detached" });
  await checkPage(expert, "a call of two");

  // A still picture of the expert's camera, at its own size, is kept with the case.
  await tileOf(page, expert.name)
    .getByRole("button", { name: `放大${expert.name}` })
    .click();
  await page.getByRole("button", { name: "截取图像存入病例" }).click();
  await page.getByRole("link", { name: /^打开 截取图像/ }).waitFor();
  await page.getByRole("button", { name: "恢复并列" }).click();

  // He shares his screen; what the doctor points at and draws there, he sees, too; then it is his camera again.
  await expert.page.getByRole("button", { name: "共享屏幕" }).click();
  await page.getByLabel(`${expert.name}的共享画面`).waitFor();
  await sees(doctor, 1);
  await page.getByRole("button", { name: "标注", exact: true }).click();
  const canvas = page.getByRole("img", { name: /^标注画面/ });
  const box = await canvas.boundingBox();
  if (!box) throw new Error("nothing to draw on");
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(0.2, 0.2));
  await page.mouse.move(...at(0.3, 0.3), { steps: 4 });
  const pointed = expert.page.locator(".r-drawing circle");
  await pointed.first().waitFor();
  await page.mouse.down();
  await page.mouse.move(...at(0.6, 0.5), { steps: 6 });
  await page.mouse.up();
  const drawn = expert.page.locator(".r-drawing polyline");
  await drawn.first().waitFor();
  // A line grows as it comes in.
  await expect
    .poll(async () => (await drawn.first().getAttribute("points"))?.split(" ").at(-1))
    .toMatch(/^0\.(59|6)\d*,0\.(49|5)\d*$/);
  await page.getByRole("button", { name: "清除标注" }).click();
  await drawn.first().waitFor({ state: "detached" });
  await expert.page.getByRole("button", { name: "停止共享" }).click();
  await page.getByLabel(`${expert.name}的共享画面`).waitFor({ state: "detached" });
  await sees(doctor, 1);

  // The patient: one link, once, on a phone without an account.
  await page.getByRole("tab", { name: "成员" }).click();
  const guests = page.getByRole("region", { name: "请患者或家属加入" });
  await guests.getByLabel("称呼").fill("石望春");
  await guests.getByRole("button", { name: "生成链接" }).click();
  const link = await guests.getByLabel(/^请将此链接发给/).inputValue();
  const patient = await doors.arrive(phone);
  await smallCamera(patient.context);
  await patient.page.goto("about:blank");
  await patient.page.goto(link);
  await patient.page.getByRole("heading", { name: "石望春，您好" }).waitFor();
  expect(patient.page.url()).not.toContain("#");
  await checkPage(patient, "a patient's link");
  await patient.page.getByRole("checkbox").check();
  await patient.page.getByRole("button", { name: "同意并进入" }).click();
  await patient.page.getByRole("button", { name: "进入", exact: true }).click();
  await patient.page.getByRole("heading", { name: "请稍候，医生即将请您进入" }).waitFor();
  await page.getByRole("button", { name: "允许进入" }).first().click();
  await Promise.all([sees(doctor, 2), sees(expert, 2), sees(patient, 2)]);
  await checkPage(patient, "a call on a patient's phone");

  // Two relatives join: the fifth camera stays off, in words, until another one is switched off.
  const relative = async (name: string) => {
    const { path } = await act<{ path: string }>(doctor, "post", `/api/cases/${caseId}/room/guest-links`, {
      name,
      relation: "family",
    });
    const who = await doors.arrive(phone);
    await smallCamera(who.context, tiny);
    await who.page.goto("about:blank");
    await who.page.goto(path);
    await who.page.getByRole("checkbox").check();
    await who.page.getByRole("button", { name: "同意并进入" }).click();
    await who.page.getByRole("button", { name: "进入", exact: true }).click();
    await page.getByText(`等候进入：${name}`).waitFor();
    await page.getByRole("button", { name: "允许进入" }).first().click();
    await who.page.getByRole("toolbar", { name: "通话控制" }).waitFor();
    return who;
  };
  const son = await relative("石大川");
  await sees(doctor, 3);
  const daughter = await relative("石小溪");
  await daughter.page.getByText("已有 4 人开启画面，暂时只能用语音").waitFor();
  await tileOf(page, "石小溪").getByText("未开摄像头").waitFor();
  await sees(doctor, 3);
  await son.page.getByRole("button", { name: "关摄像头" }).click();
  await tileOf(page, "石大川").getByText("未开摄像头").waitFor();
  await daughter.page.getByRole("button", { name: "开摄像头" }).click();
  await sees(doctor, 3);
  for (const who of [son, daughter]) {
    await who.page.getByRole("button", { name: "离开" }).click();
    await who.page.getByText("您已离开会诊").waitFor();
  }
  await sees(doctor, 2);

  // What is written stays, and comes to the others by itself.
  await expert.page.getByLabel("写消息").fill("请让患者双上肢平举 10 秒");
  await expert.page.getByRole("button", { name: /发送$/ }).click();
  await page.getByRole("tab", { name: "消息" }).click();
  await page.getByText("请让患者双上肢平举 10 秒").waitFor();

  // A cut of the network: said, and mended by itself.
  await doctor.context.setOffline(true);
  await page.getByText("与会诊室的连接中断，正在恢复").waitFor();
  doctor.expected.push(/ERR_INTERNET_DISCONNECTED/);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await doctor.context.setOffline(false);
  await page.getByText("与会诊室的连接中断，正在恢复").waitFor({ state: "detached" });
  await Promise.all([sees(doctor, 2), sees(patient, 2)]);

  // Another device takes over. It has no camera: that is said, and he is heard from there.
  const { page: tablet } = await desk.enterAs({ role: "expert", name: expert.name });
  await tablet.goto(`/room/${caseId}`);
  await tablet.getByText("您在另一台设备上的通话会转到这里").waitFor();
  await tablet.getByText(/^没有找到设备/).waitFor();
  await tablet.getByRole("button", { name: "只用语音进入", exact: true }).click();
  await expert.page.getByText("您已在另一台设备上进入").waitFor();
  await expect.poll(() => moving(tablet), { timeout: 60_000 }).toBe(2);
  await tablet.getByRole("button", { name: "开摄像头" }).click();
  await tablet.getByText("摄像头没有打开，别人看不到您：没有找到设备").waitFor();
  await tileOf(page, expert.name).getByText("未开摄像头").waitFor();
  await sees(doctor, 1);

  // The expert writes and signs while they talk; the doctor reads it beside the pictures.
  await tablet.getByRole("tab", { name: "会诊意见" }).click();
  await tablet.getByLabel("问题回应").fill("可在本院继续治疗，先行液体复苏；6 小时内血压不升请转诊。");
  await tablet.getByLabel("结论").fill("中度重症急性胰腺炎，循环不稳定。");
  await tablet.getByLabel("建议").fill("平衡液目标导向复苏，监测尿量与乳酸；禁食、镇痛。");
  await tablet.getByText(/^已保存 \d\d:\d\d$/).waitFor();
  await checkPage({ ...expert, page: tablet }, "an opinion written in the call");
  await tablet.getByRole("button", { name: "签发" }).click();
  await tablet
    .getByRole("dialog", { name: "签发会诊意见" })
    .getByRole("button", { name: "确认签发" })
    .click();
  await tablet.getByText("签名有效").waitFor();
  await page.getByRole("tab", { name: "会诊意见" }).click();
  await page.getByText("中度重症急性胰腺炎，循环不稳定。").waitFor();
  await Promise.all([sees(doctor, 1), sees(patient, 1)]);

  // The doctor ends it for everyone; the timeline tells of it.
  await page.getByRole("button", { name: "结束通话" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "结束通话" }).click();
  await tablet.getByText("主持人已结束通话").waitFor();
  await patient.page.getByText("通话已结束，谢谢。").waitFor();
  await page.getByRole("button", { name: "返回会诊申请" }).click();
  await page.getByText("双方到齐，会诊通话开始").waitFor();

  const operator = await doors.enterAs({ role: "operator" });
  await operator.page.goto("/room-quality");
  await operator.page.getByRole("region", { name: "合计" }).waitFor();
  await checkPage(operator, "call quality");
});
