import { expect } from "vitest";
import type { SearchView } from "../src/dispatch/api.js";
import { ask, type Doors, type Visitor } from "./visitor.js";

/** One act by the API, as this visitor; throws with the server's words when it is refused. */
export async function act<T>(
  who: Visitor,
  method: "post" | "put",
  path: string,
  data: unknown = {},
): Promise<T> {
  const reply = await who.context.request[method](path, {
    data,
    headers: { "idempotency-key": crypto.randomUUID() },
    // A connection that was kept open may be closed just as it is used again; the key makes a second try harmless.
    maxRetries: 3,
  });
  if (!reply.ok()) throw new Error(`${path} answers ${reply.status()} ${await reply.text()}`);
  return (await reply.json()) as T;
}

/** A complete video request. */
const heartAttack = {
  patientName: "江雪",
  patientSex: "female",
  patientAgeYears: 61,
  question: "胸痛 3 小时，是否需要急诊介入？请视频会诊。",
  summary: "患者 3 小时前突发胸痛伴大汗，心电图下壁导联抬高。高血压病史 10 年。",
  vitals: {
    heartRatePerMin: 92,
    respiratoryRatePerMin: 18,
    systolicMmHg: 132,
    diastolicMmHg: 84,
    temperatureC: 36.6,
    spo2Percent: 96,
    onOxygen: false,
    consciousness: "A",
  },
  diagnoses: [{ code: "I21.900", name: "急性心肌梗死" }],
  wantedSpecialtyCode: "03.04",
  mode: "video",
  consent: { textVersion: "2026-01", givenBy: "patient", signerName: "江雪", form: "paper" },
};
/** A video case that an expert has accepted, arranged without the pages. `of`: what is different about the patient. */
export async function acceptedVideoCase(doors: Doors, doctor: Visitor, of: Partial<typeof heartAttack> = {}) {
  const { id, version } = await act<{ id: string; version: number }>(doctor, "post", "/api/cases");
  const saved = await act<{ version: number }>(doctor, "put", `/api/cases/${id}/draft`, {
    version,
    draft: { ...heartAttack, ...of },
  });
  await act(doctor, "post", `/api/cases/${id}/submit`, { version: saved.version });
  let asked: SearchView["offers"][number] | undefined;
  await expect
    .poll(
      async () => {
        const { offers } = await ask<SearchView>(doctor, `/api/cases/${id}/search`);
        asked = offers.find(({ status }) => status === "sent" || status === "seen");
        return asked?.expertName;
      },
      { timeout: 60_000 },
    )
    .toBeDefined();
  const expert = await doors.enterAs({
    role: "expert",
    name: asked?.expertName ?? "",
    institution: asked?.institutionName ?? "",
  });
  await act(expert, "post", `/api/offers/${asked?.id ?? ""}/accept`);
  return { caseId: id, expert };
}

/** The same with its room open and the physician present recorded. */
export async function caseWithRoom(doors: Doors, doctor: Visitor) {
  const made = await acceptedVideoCase(doors, doctor);
  await act(doctor, "post", `/api/cases/${made.caseId}/room/open`);
  await act(doctor, "put", `/api/cases/${made.caseId}/room/qualified`, {
    name: doctor.name,
    title: "主治医师",
    isRescueConfirmed: true,
  });
  return made;
}
