import { setTimeout as rest } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { agoraMessage } from "../agora-message-for-tests.js";
import {
  type AsrServer,
  fileServer,
  funAsrServer,
  type Misbehaviour,
  openAiRealtimeServer,
  sherpaServer,
  spokenSound,
  vllmServer,
} from "../asr-servers-for-tests.js";
import { type Heard, SpeakerLine } from "../captions/speaker-line.js";
import type { ProviderFault } from "../domain/provider-names.js";
import { readAgoraCaption } from "./agora-text.js";
import { openLine } from "./index.js";
import type { ProviderSettings } from "./provider.js";
import { testProvider } from "./test-provider.js";

const sentence = "建议立即行急诊冠状动脉介入治疗。";
const servers: AsrServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const settingsFor = (url: string, given: Partial<ProviderSettings> = {}): ProviderSettings => ({
  provider: "funasr",
  url,
  model: "test-model",
  language: "zh",
  dialect: "openai",
  sampleRate: 24_000,
  apiKey: "",
  hotWords: ["阿司匹林", "急性心肌梗死"],
  networks: ["127.0.0.0/8"],
  limits: {
    connectMs: 1000,
    answerMs: 700,
    unansweredSpeechMs: 300,
    maxMessageBytes: 64 * 1024,
    maxWaitingBytes: 1024 * 1024,
  },
  ...given,
});

interface Run {
  readonly partials: string[];
  readonly heard: Heard[];
  readonly faults: ProviderFault[];
}

/** Speaks `times` utterances through a speaker's line and waits for what comes of it. */
async function speak(
  settings: ProviderSettings,
  options: { times?: number; until?: (run: Run) => boolean; take?: () => Promise<boolean> } = {},
): Promise<Run> {
  const {
    times = 1,
    until = ({ heard }) => heard.length >= times,
    take = () => Promise.resolve(true),
  } = options;
  const run: Run = { partials: [], heard: [], faults: [] };
  const line = new SpeakerLine(
    settings,
    openLine,
    {
      onPartial: (text) => run.partials.push(text),
      onHeard: (heard) => run.heard.push(heard),
      onFault: (fault) => run.faults.push(fault),
    },
    take,
    20,
  );
  for (let n = 0; n < times; n++)
    for (const pcm of spokenSound(800, 1600)) {
      line.push(pcm);
      await rest(2);
    }
  for (let waited = 0; waited < 6000 && !until(run); waited += 20) {
    for (const pcm of waited % 100 === 0 ? spokenSound(0, 100) : []) line.push(pcm);
    await rest(20);
  }
  line.close();
  return run;
}

const kinds: readonly {
  readonly name: string;
  readonly start: (how?: Misbehaviour) => Promise<AsrServer>;
  readonly given: Partial<ProviderSettings>;
  readonly hasPartials: boolean;
}[] = [
  {
    name: "funasr",
    start: (how) => funAsrServer(sentence, how),
    given: { provider: "funasr" },
    hasPartials: true,
  },
  {
    name: "sherpa-onnx",
    start: (how) => sherpaServer(sentence, how),
    given: { provider: "sherpa-onnx" },
    hasPartials: true,
  },
  {
    name: "openai-realtime",
    start: (how) => openAiRealtimeServer(sentence, how),
    given: { provider: "openai-realtime", apiKey: "sk-test" },
    hasPartials: true,
  },
  {
    name: "vllm",
    start: () => vllmServer(sentence),
    given: { provider: "openai-realtime", dialect: "vllm", sampleRate: 16_000 },
    hasPartials: true,
  },
  {
    name: "openai-file",
    start: (how) => fileServer(sentence, how),
    given: { provider: "openai-file", apiKey: "sk-test" },
    hasPartials: false,
  },
];

describe.each(kinds)("$name", ({ name, start, given, hasPartials }) => {
  test("two utterances become two lines, in order, where they were spoken", async () => {
    const server = await start();
    servers.push(server);
    const run = await speak(settingsFor(server.url, given), { times: 2 });
    expect(run.faults).toEqual([]);
    expect(run.heard.map(({ text, isFinal }) => [text, isFinal])).toEqual([
      [sentence, true],
      [sentence, true],
    ]);
    const [first, second] = run.heard;
    expect(first?.startMs).toBeLessThan(400);
    expect(second?.startMs).toBeGreaterThan(2000);
    expect(second?.startMs).toBeLessThan(2900);
    expect(run.partials.length > 0).toBe(hasPartials);
  });

  const hostile: readonly [Misbehaviour, ProviderFault][] = [
    ["hang", "timed_out"],
    ["huge", "too_large"],
    ["garbage", "not_understood"],
    ...(name === "openai-realtime" ? ([["refuse", "refused"]] as [Misbehaviour, ProviderFault][]) : []),
    ...(name === "openai-file"
      ? ([
          ["refuse", "refused"],
          ["wrong_shape", "not_understood"],
        ] as [Misbehaviour, ProviderFault][])
      : []),
    ...(name === "funasr" || name === "sherpa-onnx"
      ? ([
          ["wrong_shape", "not_understood"],
          ["cut", "unreachable"],
        ] as [Misbehaviour, ProviderFault][])
      : []),
  ];
  test.skipIf(name === "vllm").each(hostile)(
    "a server that does “%s” is cut off and told as %s",
    async (how, fault) => {
      const server = await start(how);
      servers.push(server);
      const run = await speak(settingsFor(server.url, given), { until: ({ faults }) => faults.length > 0 });
      expect(run.faults[0]).toBe(fault);
      expect(run.heard.filter(({ isFinal }) => isFinal)).toEqual([]);
    },
  );
});

test("FunASR is given the hot words as JSON inside a string, and sound as it is", async () => {
  const server = await funAsrServer(sentence);
  servers.push(server);
  await speak(settingsFor(server.url));
  const config = JSON.parse(server.taken[0] ?? "{}") as { hotwords: string };
  expect(JSON.parse(config.hotwords)).toEqual({ 阿司匹林: 20, 急性心肌梗死: 20 });
  expect(server.soundBytes).toBeGreaterThanOrEqual(18 * 3200);
});

test("words where nobody spoke are no words; those of real speech after them are", async () => {
  const server = await funAsrServer(sentence, "babble");
  servers.push(server);
  const quiet = settingsFor(server.url);
  const line: Heard[] = [];
  const silent = new SpeakerLine(
    quiet,
    openLine,
    { onPartial: () => undefined, onHeard: (heard) => line.push(heard), onFault: () => undefined },
    () => Promise.resolve(true),
  );
  for (const pcm of spokenSound(0, 600)) silent.push(pcm);
  await rest(150);
  expect(line).toEqual([]);
  for (const pcm of spokenSound(600, 1000)) silent.push(pcm);
  for (let n = 0; n < 50 && line.length === 0; n++) await rest(20);
  silent.close();
  expect(line.map(({ text }) => text)).toEqual([sentence]);
});

test("markup in a recogniser's words is taken out", async () => {
  const server = await funAsrServer(sentence, "html");
  servers.push(server);
  const run = await speak(settingsFor(server.url));
  expect(run.heard[0]?.text).toBe("alert(1)患者胸痛");
});

test("a recogniser that was away is asked again, with the sound of the meantime", async () => {
  const first = await funAsrServer(sentence);
  const { port } = new URL(first.url);
  await first.close();
  const faults: ProviderFault[] = [];
  const heard: Heard[] = [];
  const line = new SpeakerLine(
    settingsFor(`ws://127.0.0.1:${port}`),
    openLine,
    { onPartial: () => undefined, onHeard: (one) => heard.push(one), onFault: (fault) => faults.push(fault) },
    () => Promise.resolve(true),
    300,
  );
  for (const pcm of spokenSound(800, 1000)) line.push(pcm);
  await rest(100);
  expect(faults).toEqual(["unreachable"]);
  servers.push(await funAsrServer(sentence, "none", undefined, Number(port)));
  for (let n = 0; n < 150 && heard.length === 0; n++) await rest(20);
  line.close();
  expect(heard.map(({ text }) => text)).toEqual([sentence]);
  expect(heard[0]?.startMs).toBeLessThan(400);
});

test("after five failures in a row it gives up and says so; a refused key or address at once", async () => {
  const gone = await funAsrServer(sentence);
  await gone.close();
  const run = await speak(settingsFor(gone.url), { until: ({ faults }) => faults.includes("gave_up") });
  expect(run.faults).toEqual(["unreachable", "unreachable", "unreachable", "unreachable", "gave_up"]);
  const locked = await funAsrServer(sentence, "none", "right");
  servers.push(locked);
  const refused = await speak(settingsFor(locked.url, { apiKey: "wrong" }), {
    until: ({ faults }) => faults.length > 0,
  });
  expect(refused.faults).toEqual(["not_authorized"]);
  const guarded = await speak(settingsFor(locked.url, { networks: ["10.0.0.0/8"] }), {
    until: ({ faults }) => faults.length > 0,
  });
  expect(guarded.faults).toEqual(["address_refused"]);
});

test("a day's minutes that are used up end the line", async () => {
  const server = await funAsrServer(sentence);
  servers.push(server);
  const run = await speak(settingsFor(server.url), {
    take: () => Promise.resolve(false),
    until: ({ faults }) => faults.length > 0,
  });
  expect(run.faults).toEqual(["budget_used_up"]);
});

test.each(kinds)(
  "the connection test of $name finds a good server good and a dead one dead",
  async ({ start, given }) => {
    const server = await start();
    const good = settingsFor(server.url, given);
    expect((await testProvider(good)).fault).toBeNull();
    await server.close();
    expect((await testProvider(good)).fault).toBe("unreachable");
  },
);

test("Agora's captions are read from its data stream; anything else is none", () => {
  expect(readAgoraCaption(agoraMessage("建议住院。", true))).toEqual({
    uid: 1001,
    text: "建议住院。",
    isFinal: true,
    durationMs: 1200,
    atMs: 1_780_000_000_000,
  });
  const good = agoraMessage("建议住院。", false);
  for (let length = 0; length < good.length; length++) readAgoraCaption(good.subarray(0, length));
  expect(readAgoraCaption(Uint8Array.from([0xff, 0xff, 0xff]))).toBeUndefined();
  expect(readAgoraCaption(new Uint8Array(40_000))).toBeUndefined();
});
