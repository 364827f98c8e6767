import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { expect, inject, test } from "vitest";
import { funAsrServer } from "../src/transcript/asr-servers-for-tests.js";
import type { RoomRecording, TranscriptView } from "../src/transcript/api.js";
import { browserOptions, callFlags, phone } from "./browser.js";
import { act, caseWithRoom } from "./call-case.js";
import { checkPage } from "./check-page.js";
import { smallCamera } from "./fake-media.js";
import { ask, type Doors, openDoors, type Visitor } from "./visitor.js";

/** Something like speech, then a pause, again and again: 48 kHz, as a microphone gives it. */
function speechFile(folder: string): string {
  const rate = 48_000;
  const pcm = Buffer.alloc(rate * 2 * 3);
  for (let i = 0; i < rate * 1.2; i++) {
    const t = i / rate;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * t)) ** 0.5;
    const pitch = 140 + 40 * Math.sin(2 * Math.PI * 1.3 * t);
    let value = 0;
    for (let harmonic = 1; harmonic <= 12; harmonic++)
      value += Math.sin(2 * Math.PI * pitch * harmonic * t) / harmonic;
    pcm.writeInt16LE(Math.round(9000 * syllable * value), i * 2);
  }
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(pcm.length, 40);
  const path = join(folder, "speech.wav");
  writeFileSync(path, Buffer.concat([header, pcm]));
  return path;
}

const call = test.extend<{ doors: Doors }>({
  doors: async ({}, use) => {
    const options = await browserOptions();
    const folder = mkdtempSync(join(tmpdir(), "consilium-speech-"));
    const browser = await chromium.launch({
      ...options,
      args: [
        ...(options.args ?? []),
        ...callFlags,
        `--use-file-for-fake-audio-capture=${speechFile(folder)}`,
      ],
    });
    const doors = openDoors(browser, inject("serverUrl"));
    try {
      await use(doors);
      expect(await doors.close()).toEqual([]);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

const sentence = "建议立即行急诊冠状动脉介入治疗。";

/** Whether a film can be decoded from end to end, and how many pictures it has; by ffmpeg, else by its clusters. */
function decode(film: Buffer): { readonly isWhole: boolean; readonly frames: number } {
  const run = spawnSync(
    "ffmpeg",
    ["-v", "error", "-i", "pipe:0", "-map", "0:v", "-f", "null", "-progress", "pipe:1", "-"],
    {
      input: film,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (run.error === undefined) {
    const frames = [...run.stdout.toString().matchAll(/frame=\s*(\d+)/gu)].map(([, count]) => Number(count));
    return { isWhole: run.status === 0, frames: Math.max(0, ...frames) };
  }
  console.warn("ffmpeg is not here: the film's clusters are counted instead");
  const ebml = film.subarray(0, 4).toString("hex") === "1a45dfa3";
  let clusters = 0;
  for (let at = film.indexOf("1f43b675", 0, "hex"); at >= 0; at = film.indexOf("1f43b675", at + 4, "hex"))
    clusters += 1;
  return { isWhole: ebml && clusters > 0, frames: clusters };
}

const enter = async (who: Visitor, caseId: string): Promise<Page> => {
  await smallCamera(who.context);
  await who.page.goto(`/room/${caseId}`);
  await who.page.getByRole("button", { name: "进入", exact: true }).click();
  await who.page.getByRole("toolbar", { name: "通话控制" }).waitFor();
  return who.page;
};

call(
  "words appear as they are said, the call is recorded with everyone's consent, and a draft is made of it",
  async ({ doors }) => {
    const asr = await funAsrServer(sentence);
    const operator = await doors.enterAs({ role: "operator" });
    const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院" });
    const hospital = (
      await ask<{ items: { id: string; name: string }[] }>(operator, "/api/institutions")
    ).items.find(({ name }) => name === "云溪县人民医院");
    const institutionId = hospital?.id ?? "";
    const setting = await ask<{ version: number }>(
      operator,
      `/api/transcription?institutionId=${institutionId}`,
    );
    await operator.page.goto(`/transcription?institution=${institutionId}`);
    await operator.page.getByLabel("服务地址").fill(asr.url);
    await operator.page.getByRole("button", { name: "保存" }).click();
    await expect
      .poll(
        async () =>
          (await ask<{ version: number }>(operator, `/api/transcription?institutionId=${institutionId}`))
            .version,
      )
      .toBe(setting.version + 1);
    await operator.page.getByRole("button", { name: "测试连接" }).click();
    await operator.page.getByText(/语音转写服务可用/).waitFor();
    await operator.page.getByRole("button", { name: "启用" }).click();
    await operator.page.getByText("已启用").waitFor();
    await checkPage(operator, "transcription settings");

    const { caseId, expert } = await caseWithRoom(doors, doctor);
    const page = await enter(doctor, caseId);
    await enter(expert, caseId);

    // Captions: the false microphone speaks into the page, the recogniser answers, both pages show it.
    await page.getByRole("button", { name: "打开字幕" }).click();
    await page.getByRole("region", { name: "字幕" }).getByText(sentence).first().waitFor({ timeout: 60_000 });
    await expert.page.getByText(`${doctor.name}打开了字幕`).waitFor();
    await expert.page.getByRole("button", { name: "打开字幕" }).click();
    await expert.page
      .getByRole("region", { name: "字幕" })
      .getByText(sentence)
      .first()
      .waitFor({ timeout: 60_000 });
    await checkPage(expert, "captions in a call");
    // A click puts a line right, for everyone.
    const line = page.getByRole("region", { name: "字幕" }).getByRole("button", { name: sentence }).first();
    await line.click();
    await page.getByLabel("更正这句").fill("建议60分钟内行急诊冠状动脉介入治疗。");
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await expert.page.getByRole("region", { name: "字幕" }).getByText("建议60分钟内").first().waitFor();

    // Recording: the patient's consent, then everyone's, then the mark on every page.
    await page.getByRole("button", { name: "录像", exact: true }).click();
    const consent = page.getByRole("dialog", { name: "录像前须取得同意" });
    await consent.getByLabel("签署人姓名").fill("江雪");
    await consent.getByRole("button", { name: "记录同意" }).click();
    await consent.getByText("江雪已同意录像").waitFor();
    await checkPage(doctor, "consent to recording");
    await consent.getByRole("button", { name: "征求录像同意" }).click();
    await expert.page.getByRole("button", { name: "同意录像", exact: true }).click();
    await consent.getByRole("button", { name: "开始录像" }).click();
    await Promise.all(
      [page, expert.page].map((one) => one.getByText(`正在录像 · 由${doctor.name}录制`).waitFor()),
    );
    const rooms = () => ask<TranscriptView>(doctor, `/api/cases/${caseId}/transcript`);
    const roomId = (await rooms()).sessions[0]?.roomId ?? "";
    const state = () => ask<RoomRecording>(doctor, `/api/cases/${caseId}/rooms/${roomId}/recording`);
    const recordingId = (await state()).recording?.id ?? "";
    const chunks = async () => (await state()).recording?.chunkCount ?? 0;
    await expect.poll(chunks, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);

    // The network is cut for a while: what was filmed meanwhile comes later.
    await doctor.context.setOffline(true);
    doctor.expected.push(/ERR_INTERNET_DISCONNECTED/);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await doctor.context.setOffline(false);
    const before = await chunks();
    await expect.poll(chunks, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + 4);

    // What came until now can be seen, as if the browser had been killed here.
    const media = async (who: Visitor) =>
      Buffer.from(
        await (await who.context.request.get(`/api/cases/${caseId}/recordings/${recordingId}/media`)).body(),
      );
    const soFar = decode(await media(expert));
    expect(soFar.isWhole).toBe(true);
    expect(soFar.frames).toBeGreaterThan(3);
    // The call goes on for a while: on a quick machine the film would end where it was just looked at.
    const looked = await chunks();
    await expect.poll(chunks, { timeout: 60_000 }).toBeGreaterThanOrEqual(looked + 2);

    await page.getByRole("button", { name: "停止录像" }).click();
    const film = async () => (await rooms()).recordings.find(({ id }) => id === recordingId);
    const stands = async () => {
      const one = await film();
      return `${one?.status ?? "none"} ${one?.chunkCount ?? 0}/${one?.expectedChunks ?? "?"}`;
    };
    await expect.poll(stands, { timeout: 90_000 }).toMatch(/^sealed (\d+)\/\1$/u);
    const whole = decode(await media(expert));
    expect(whole.isWhole).toBe(true);
    expect(whole.frames).toBeGreaterThan(soFar.frames);

    // The draft, and what it came from.
    await expert.page.goto(`/cases/${caseId}/transcript`);
    await expert.page.getByRole("button", { name: "整理草稿" }).click();
    await expert.page.getByText("机器草稿，未经医师确认").waitFor();
    await checkPage(expert, "words, film and draft");
    await expert.page.getByRole("button", { name: "修改并采用" }).click();
    await expert.page.getByRole("button", { name: "我已核对，采用为我的文字" }).click();
    await expert.page.getByText(`${expert.name}已采用（修改后）`).waitFor();
    const texts = await ask<{ advice: string }>(expert, `/api/cases/${caseId}/draft-record/opinion-texts`);
    expect(texts.advice).toContain("急诊冠状动脉介入");
    await act(operator, "post", "/api/transcription/switch", { institutionId, isEnabled: false });
    await asr.close();
  },
);

/** Captions of this hospital by this recogniser, switched on without the page. */
async function switchOn(operator: Visitor, institutionId: string, url: string): Promise<void> {
  const { version } = await ask<{ version: number }>(
    operator,
    `/api/transcription?institutionId=${institutionId}`,
  );
  await act(operator, "put", "/api/transcription/settings", {
    institutionId,
    version,
    provider: "funasr",
    url,
    model: "",
    language: "zh",
    dialect: "openai",
    sampleRate: 24_000,
    hotWords: [],
    dailyMinutes: 6000,
    recordYears: 30,
    recordingYears: 3,
  });
  await act(operator, "post", "/api/transcription/switch", { institutionId, isEnabled: true });
}

call(
  "a patient's phone shows captions while a doctor has them open, and his own words only when he wants it",
  async ({ doors }) => {
    const asr = await funAsrServer(sentence);
    const operator = await doors.enterAs({ role: "operator" });
    const doctor = await doors.enterAs({ role: "requester", institution: "云溪县人民医院" });
    const { items } = await ask<{ items: { id: string; name: string }[] }>(operator, "/api/institutions");
    const institutionId = items.find(({ name }) => name === "云溪县人民医院")?.id ?? "";
    await switchOn(operator, institutionId, asr.url);
    const { caseId } = await caseWithRoom(doors, doctor);
    const page = await enter(doctor, caseId);

    const { path } = await act<{ path: string }>(doctor, "post", `/api/cases/${caseId}/room/guest-links`, {
      name: "江雪",
      relation: "patient",
    });
    const patient = await doors.arrive(phone);
    await smallCamera(patient.context);
    await patient.page.goto("about:blank");
    await patient.page.goto(path);
    await patient.page.getByRole("checkbox").check();
    await patient.page.getByRole("button", { name: "同意并进入" }).click();
    await patient.page.getByRole("button", { name: "进入", exact: true }).click();
    await page.getByRole("button", { name: "允许进入" }).first().click();
    await patient.page.getByRole("toolbar", { name: "通话控制" }).waitFor();
    const onPhone = patient.page.getByRole("region", { name: "字幕" });
    expect(await onPhone.count()).toBe(0);

    // The doctor opens captions, and the phone shows them by itself: what the doctor says.
    await page.getByRole("button", { name: "打开字幕" }).click();
    const lineOf = (name: string) => onPhone.getByRole("listitem").filter({ hasText: `${name} ${sentence}` });
    await lineOf(doctor.name).first().waitFor({ timeout: 60_000 });
    await patient.page.getByText("机器转写，可能有错，以医生所说为准。").waitFor();
    await checkPage(patient, "captions on a patient's phone");

    // His own words become text when he wants it, on the doctor's page as well, with his name.
    const onDesk = page.getByRole("region", { name: "字幕" }).getByRole("listitem");
    expect(await onDesk.filter({ hasText: "江雪" }).count()).toBe(0);
    await patient.page.getByRole("button", { name: "把我说的话也转成文字" }).click();
    await onDesk
      .filter({ hasText: `江雪 ${sentence}` })
      .first()
      .waitFor({ timeout: 60_000 });
    const { segments } = await ask<TranscriptView>(doctor, `/api/cases/${caseId}/transcript`);
    expect(segments.find(({ speakerName }) => speakerName === "江雪")?.side).toBe("guest");

    // The doctor closes captions: nothing of them is left on the phone.
    await page.getByRole("region", { name: "字幕" }).getByRole("button", { name: "关闭字幕" }).click();
    await onPhone.waitFor({ state: "detached" });
    await act(operator, "post", "/api/transcription/switch", { institutionId, isEnabled: false });
    await asr.close();
  },
);
