import { chromium, type Page } from "playwright-core";
import { expect, inject, test } from "vitest";
import { browserOptions, phone } from "./browser.js";
import { checkPage } from "./check-page.js";
import { acceptedVideoCase } from "./call-case.js";
import { callFlags, smallCamera } from "./fake-media.js";
import { type Doors, openDoors, type Visitor } from "./visitor.js";

/** Calls need a browser of their own: with a false camera and microphone that nobody has to allow. */
const call = test.extend<{ doors: Doors }>({
  doors: async ({}, use) => {
    const options = await browserOptions();
    const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), ...callFlags] });
    const doors = openDoors(browser, inject("serverUrl"));
    try {
      await use(doors);
      expect(await doors.close()).toEqual([]);
    } finally {
      await browser.close();
    }
  },
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

/** How many people's moving pictures this page shows, its own not counted. */
const moving = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const videos = [...document.querySelectorAll<HTMLVideoElement>(".r-tile:not([data-mirror]) video")];
    const before = videos.map((video) => video.currentTime);
    await new Promise((resolve) => setTimeout(resolve, 400));
    return videos.filter((video, n) => video.videoWidth > 0 && video.currentTime > (before[n] ?? 0)).length;
  });
const sees = (visitor: Visitor, count: number) =>
  expect
    .poll(() => moving(visitor.page), { timeout: 60_000, message: `${visitor.name} sees ${count}` })
    .toBe(count);

call("a county doctor, a patient's phone and an expert meet in the room", async ({ doors }) => {
  const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院" });
  const { caseId, expert } = await acceptedVideoCase(doors, doctor, pancreatitis);
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

  // The expert is one tap away, and they see each other.
  await expert.page.goto(`/cases/${caseId}`);
  await expert.page.getByRole("button", { name: "进入会诊室" }).click();
  await expert.page.getByRole("button", { name: "进入", exact: true }).click();
  await Promise.all([sees(doctor, 1), sees(expert, 1)]);
  await checkPage(expert, "a call of two");

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

  // Another device takes over.
  const tablet = await expert.context.newPage();
  await tablet.goto(`/room/${caseId}`);
  await tablet.getByText("您在另一台设备上的通话会转到这里").waitFor();
  await tablet.getByRole("button", { name: "进入", exact: true }).click();
  await expert.page.getByText("您已在另一台设备上进入").waitFor();
  await expect.poll(() => moving(tablet), { timeout: 60_000 }).toBe(2);

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
  await Promise.all([sees(doctor, 2), sees(patient, 2)]);

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
