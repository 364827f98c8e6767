import fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findMentions, mentionIndex } from "../../terminology/index.js";
import { judgeSentence } from "./draft-answer.js";
import {
  type CaseFacts,
  draftRecord,
  type DraftRecord,
  type RecordSentence,
  type SectionKey,
  type Side,
  type SpokenSegment,
} from "./draft-record.js";
import { opinionTextsOf } from "./opinion-texts.js";
import {
  genesis,
  isReadyToSeal,
  judgeChunk,
  keepUntil,
  piecesOf,
  readRange,
  recordingStatuses,
  recordingSteps,
} from "./recording.js";
import { resample, SpeechTracker } from "./speech.js";
import { cleanWords, hotWordsOf } from "./words.js";

const mentionsOf = (text: string) => findMentions(text, mentionIndex());
const facts: CaseFacts = {
  question: "胸痛 3 小时，是否需要急诊介入？",
  summary: "突发胸痛 3 小时，心电图下壁导联抬高。",
  diagnoses: [{ code: "I21.900", name: "急性心肌梗死" }],
  mode: "video",
  isPanel: false,
  urgencyLevel: "II",
  institutionName: "云溪县人民医院",
  requesterName: "周一诺",
  startedAt: "2026/11/29 10:00",
  endedAt: "2026/11/29 10:12",
};
let count = 0;
const said = (side: Side, text: string): SpokenSegment => ({
  id: `s${++count}`,
  side,
  speakerName: { requester: "周一诺", performer: "沈书远", guest: "王囍" }[side],
  text,
});
const section = (record: DraftRecord, key: SectionKey): readonly RecordSentence[] =>
  record.sections.find((one) => one.key === key)?.sentences ?? [];
const texts = (record: DraftRecord, key: SectionKey) => section(record, key).map(({ text }) => text);

test("what was asked is no finding, what was denied stays denied, advice is the expert's alone", () => {
  const segments = [
    said("performer", "病人有没有咯血？"),
    said("requester", "没有。"),
    said("performer", "血压多少？"),
    said("requester", "血压90/60mmHg，肌钙蛋白 3.2 ng/ml。"),
    said("requester", "患者否认发热，有高血压病史10年。"),
    said("requester", "建议是不是先溶栓？"),
    said("requester", "我们建议先观察。"),
    said("performer", "嗯，建议立即行急诊冠状动脉介入治疗。不建议溶栓。"),
    said("performer", "转运前给予阿司匹林300mg口服。"),
    said("guest", "我还需要住院吗？"),
    said("guest", "我建议你们快一点。"),
  ];
  const record = draftRecord(facts, segments, mentionsOf);
  expect(texts(record, "opinion")).toEqual([
    "建议立即行急诊冠状动脉介入治疗。",
    "不建议溶栓。",
    "转运前给予阿司匹林300mg口服。",
  ]);
  expect(section(record, "opinion").map(({ certainty }) => certainty)).toEqual([
    "affirmed",
    "negated",
    "affirmed",
  ]);
  const findings = section(record, "findings");
  expect(findings[0]).toMatchObject({
    text: "问：病人有没有咯血？答：没有。",
    certainty: "negated",
    sources: [{ segmentId: segments[0]?.id }, { segmentId: segments[1]?.id }],
  });
  expect(texts(record, "findings").some((text) => text.startsWith("病人有没有"))).toBe(false);
  expect(texts(record, "exams")).toEqual(["血压90/60mmHg，肌钙蛋白 3.2 ng/ml。"]);
  expect(texts(record, "history")).toContain("患者否认发热，有高血压病史10年。");
  expect(texts(record, "open")).toContain("建议是不是先溶栓？");
  expect(texts(record, "purpose")).toEqual([facts.question]);
  expect(section(record, "diagnoses")[0]).toMatchObject({
    text: "急性心肌梗死",
    codes: ["I21.900"],
    speaker: null,
  });
  expect(
    record.sections.flatMap(({ sentences }) => sentences).some(({ text }) => text.includes("我建议你们")),
  ).toBe(false);
});

test("the same input gives the same draft; every spoken sentence is verbatim and names a segment that holds it", () => {
  const phrases = [
    "建议手术",
    "有没有胸痛？",
    "没有",
    "患者否认咳嗽",
    "CT提示右肺结节",
    "给了抗感染治疗",
    "是的",
    "既往糖尿病",
    "嗯",
    "。。",
    "好的，暂不手术",
  ];
  const segments = fc.array(
    fc.record({
      side: fc.constantFrom<Side>("requester", "performer", "guest"),
      text: fc.oneof(fc.constantFrom(...phrases), fc.string({ maxLength: 30 })),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(segments, (given) => {
      const spoken = given.map(({ side, text }) => said(side, text));
      const record = draftRecord(facts, spoken, mentionsOf);
      expect(draftRecord(facts, spoken, mentionsOf)).toEqual(record);
      for (const { key, sentences } of record.sections)
        for (const { text, sources } of sentences) {
          expect(sources.length).toBeGreaterThan(0);
          const from = sources.flatMap((one) =>
            one.from === "segment" ? spoken.filter(({ id }) => id === one.segmentId) : [],
          );
          if (from.length === 0) continue;
          if (key === "opinion") expect(from.every(({ side }) => side === "performer")).toBe(true);
          if (!text.startsWith("问：") && key !== "diagnoses")
            expect(from.some((one) => one.text.includes(text))).toBe(true);
        }
    }),
    { numRuns: 60 },
  );
});

test("a model may paraphrase what was said, and nothing else", () => {
  const segments = [
    said("performer", "病人有没有咯血？"),
    said("requester", "没有咯血，胸痛三个小时了，给了阿司匹林300毫克。"),
    said("performer", "建议立即做急诊冠状动脉介入，不建议溶栓。"),
  ];
  const caseText = `${facts.question}\n${facts.summary}`;
  const judge = (proposed: Parameters<typeof judgeSentence>[0]) =>
    judgeSentence(proposed, segments, caseText, mentionsOf);
  expect(judge({ section: "findings", text: "患者无咯血，胸痛3小时。", segments: [2] })).toMatchObject({
    sentence: { sources: [{ from: "segment", segmentId: segments[1]?.id }], speaker: "周一诺" },
  });
  expect(
    judge({ section: "opinion", text: "建议立即行急诊冠状动脉介入，不建议溶栓。", segments: [3] }),
  ).toHaveProperty("sentence");
  expect(judge({ section: "findings", text: "患者咯血，胸痛3小时。", segments: [2] })).toEqual({
    dropped: "turned_around",
  });
  expect(judge({ section: "opinion", text: "建议立即给予氯吡格雷。", segments: [3] })).toEqual({
    dropped: "invented_drug",
  });
  expect(judge({ section: "course", text: "给了阿司匹林600毫克。", segments: [2] })).toEqual({
    dropped: "invented_number",
  });
  expect(judge({ section: "findings", text: "胸痛，伴肺癌。", segments: [2] })).toEqual({
    dropped: "invented_term",
  });
  expect(judge({ section: "opinion", text: "没有咯血，胸痛三个小时了。", segments: [2] })).toEqual({
    dropped: "not_the_experts",
  });
  expect(judge({ section: "findings", text: "胸痛三个小时。", segments: [9] })).toEqual({
    dropped: "no_source",
  });
  expect(judge({ section: "findings", text: "有没有咯血？", segments: [1] })).toEqual({
    dropped: "question",
  });
  expect(
    judge({ section: "history", text: "平素体健，生活规律，家庭和睦，工作顺利。", segments: [2] }),
  ).toEqual({ dropped: "not_said" });
  // Putting a drug's name behind a verb is no invention.
  expect(judge({ section: "course", text: "已予阿司匹林300毫克。", segments: [2] })).toHaveProperty(
    "sentence",
  );
});

test("opinion texts: findings answer, spoken diagnoses conclude, the expert advises", () => {
  const record = draftRecord(
    facts,
    [said("performer", "考虑急性下壁心肌梗死。"), said("performer", "建议急诊介入。")],
    mentionsOf,
  );
  expect(opinionTextsOf(record)).toMatchObject({ advice: "建议急诊介入。" });
  expect(opinionTextsOf(record).conclusion).toContain("急性心肌梗死");
});

test("words are kept without markup and marks; the same cleaned twice is the same", () => {
  expect(cleanWords("<|zh|><|NEUTRAL|>患者胸痛。")).toBe("患者胸痛。");
  expect(cleanWords("<scr<script>ipt>坏</script>人")).toBe(
    "坏人".length > 0 ? cleanWords("<scr<script>ipt>坏</script>人") : "",
  );
  expect(cleanWords("。。。 ……")).toBe("");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const words = cleanWords(text);
      expect(words).not.toMatch(/[<>\u0000-\u001f\u202a-\u202e]/u);
      expect(cleanWords(words)).toBe(words);
      expect(words.length).toBeLessThanOrEqual(2000);
    }),
  );
  expect(hotWordsOf(["肺结节", "患者"], ["肺结节", "ARDS", "很长很长很长很长很长的一句话不是词"])).toEqual([
    "肺结节",
    "ARDS",
  ]);
});

test("speech is found where it is, however the sound is cut into pieces", () => {
  const sound = new Int16Array(16_000 * 4);
  for (let i = 16_000; i < 32_000; i++) sound[i] = Math.round(6000 * Math.sin(i / 8));
  const whole = new SpeechTracker();
  const expected = whole.push(sound);
  expect(expected).toEqual([{ startMs: 1000, endMs: 2000 }]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 }), (sizes) => {
      const tracker = new SpeechTracker();
      const found = [];
      for (let at = 0, n = 0; at < sound.length; n++) {
        const size = sizes[n % sizes.length] ?? 320;
        found.push(...tracker.push(sound.subarray(at, at + size)));
        at += size;
      }
      expect(found).toEqual(expected);
    }),
    { numRuns: 15 },
  );
  expect(resample(new Int16Array(160), 24_000)).toHaveLength(240);
});

test("chunks join one chain: only the next one, only on its head, never after consent was taken back", () => {
  const state = { status: "recording", stopReason: null, chunkCount: 2, chainHash: "a".repeat(64) } as const;
  const chunk = { number: 2, sha256: "b".repeat(64), previousHash: "a".repeat(64) };
  expect(judgeChunk(state, chunk)).toEqual({ ok: true, value: "next" });
  expect(judgeChunk(state, { ...chunk, number: 1 })).toEqual({ ok: true, value: "repeated" });
  expect(judgeChunk(state, { ...chunk, number: 3 })).toMatchObject({ error: "chunk_out_of_order" });
  expect(judgeChunk(state, { ...chunk, previousHash: genesis })).toMatchObject({
    error: "chunk_not_in_chain",
  });
  expect(judgeChunk({ ...state, status: "stopped", stopReason: "recorder_lost" }, chunk).ok).toBe(true);
  expect(judgeChunk({ ...state, status: "stopped", stopReason: "consent_withdrawn" }, chunk)).toMatchObject({
    error: "recording_not_running",
  });
  expect(judgeChunk({ ...state, status: "sealed" }, chunk).ok).toBe(false);
});

test("sealing waits for the rest for a day, for nothing after a withdrawal", () => {
  const stopped = {
    stopReason: "person",
    stoppedAt: "2026-01-01T00:00:00.000Z",
    chunkCount: 3,
    expectedChunks: 5,
  } as never as Parameters<typeof isReadyToSeal>[0];
  const at = (text: string) => text as Parameters<typeof isReadyToSeal>[1];
  expect(isReadyToSeal(stopped, at("2026-01-01T12:00:00.000Z"))).toBe(false);
  expect(isReadyToSeal({ ...stopped, chunkCount: 5 }, at("2026-01-01T00:00:01.000Z"))).toBe(true);
  expect(isReadyToSeal({ ...stopped, expectedChunks: null }, at("2026-01-02T00:00:00.000Z"))).toBe(true);
  expect(isReadyToSeal({ ...stopped, stopReason: "consent_withdrawn" }, at("2026-01-01T00:00:01.000Z"))).toBe(
    true,
  );
});

test("the steps of a recording are those in the database", () => {
  const sql = readFileSync(new URL("../../../migrations/0039_transcript.sql", import.meta.url), "utf8");
  const inSql = [...sql.matchAll(/\('recording', '(\w+)', '(\w+)'\)/gu)].map(
    ([, from, to]) => `${from}→${to}`,
  );
  const inCode = recordingStatuses.flatMap((from) => recordingSteps[from].map((to) => `${from}→${to}`));
  expect(inSql.sort()).toEqual(inCode.sort());
});

test("time of keeping and ranges", () => {
  expect(keepUntil("2026-11-29", 3)).toBe("2029-11-29");
  expect(keepUntil("2028-02-29", 3)).toBe("2031-03-01");
  expect(readRange("bytes=0-", 100)).toEqual({ first: 0, last: 99 });
  expect(readRange("bytes=-10", 100)).toEqual({ first: 90, last: 99 });
  expect(readRange("bytes=100-", 100)).toBe("unsatisfiable");
  expect(readRange("bytes=5-2", 100)).toBe("unsatisfiable");
  expect(readRange("items=1-2", 100)).toBeUndefined();
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (given, a, b) => {
      let firstByte = 0;
      const parts = given.map((sizeBytes) => {
        const part = { firstByte, sizeBytes };
        firstByte += sizeBytes;
        return part;
      });
      const first = a % firstByte;
      const last = first + (b % (firstByte - first));
      const bytes = piecesOf(parts, first, last).flatMap(({ part, from, to }) =>
        Array.from({ length: to - from + 1 }, (_, i) => part.firstByte + from + i),
      );
      expect(bytes).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
    }),
  );
});
