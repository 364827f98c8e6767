import { randomBytes } from "node:crypto";
import { z } from "zod";
import { addressGuard } from "../../platform/egress/guard.js";
import { sendGuarded } from "../../platform/egress/send.js";
import type { ProviderFault } from "../domain/provider-names.js";
import type { SpeechSpan } from "../domain/speech.js";
import { jsonOf } from "./guarded-socket.js";
import type { OpenLine, ProviderSettings } from "./provider.js";
import { UtteranceBuffer, wavOf } from "./utterance-buffer.js";

const Answer = z.object({ text: z.string() });
/** Utterances on their way at a time; a server that is slower than speech gets no more. */
const mostAtOnce = 3;

/** Multipart form data with the fields first and the sound last. Source: RFC 7578; OpenAI API reference, "Create transcription". */
function formOf(settings: ProviderSettings, wav: Buffer): { body: Buffer; type: string } {
  const boundary = `consilium${randomBytes(12).toString("hex")}`;
  const fields = {
    model: settings.model,
    language: settings.language,
    response_format: "json",
    ...(settings.hotWords.length > 0 && { prompt: settings.hotWords.join("、").slice(0, 800) }),
  };
  const lines = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="speech.wav"\r\ncontent-type: audio/wav\r\n\r\n`;
  return {
    body: Buffer.concat([Buffer.from(lines.join("") + head), wav, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

/** Asks for the words of one utterance. Never throws. */
export async function transcribeFile(
  settings: ProviderSettings,
  pcm: Buffer,
): Promise<{ readonly text: string } | { readonly fault: ProviderFault }> {
  const url = new URL(`${settings.url.replace(/\/+$/u, "")}/audio/transcriptions`);
  const { body, type } = formOf(settings, wavOf(pcm));
  const reply = await sendGuarded({
    url,
    method: "POST",
    headers: {
      accept: "application/json",
      "accept-encoding": "identity",
      "content-type": type,
      ...(settings.apiKey !== "" && { authorization: `Bearer ${settings.apiKey}` }),
    },
    body,
    mayConnect: addressGuard(settings.networks, url.protocol === "https:"),
    maxBytes: settings.limits.maxMessageBytes,
    timeoutMs: settings.limits.connectMs + settings.limits.answerMs,
  });
  if (!reply.ok) return { fault: reply.error === "cut_off" ? "unreachable" : reply.error };
  const { status, bytes } = reply.value;
  if (status === 401 || status === 403) return { fault: "not_authorized" };
  if (status === 429 || status === 503) return { fault: "overloaded" };
  if (status !== 200) return { fault: "refused" };
  const answer = Answer.safeParse(jsonOf(bytes.toString("utf8")));
  return answer.success ? { text: answer.data.text } : { fault: "not_understood" };
}

/** Any server with OpenAI's `/v1/audio/transcriptions`: one request an utterance, cut by our own ear, told in order. */
export const openOpenAiFile: OpenLine = (settings, events) => {
  const buffer = new UtteranceBuffer();
  let underWay = 0;
  let isOver = false;
  let last: Promise<void> = Promise.resolve();
  const fail = (fault: ProviderFault) => {
    if (isOver) return;
    isOver = true;
    events.onFault(fault);
  };
  const ask = (span: SpeechSpan) => {
    if (isOver) return;
    if (underWay >= mostAtOnce) {
      fail("overloaded");
      return;
    }
    underWay += 1;
    const asked = transcribeFile(settings, buffer.cut(span.startMs, span.endMs ?? span.startMs));
    last = last.then(async () => {
      const answer = await asked;
      underWay -= 1;
      if (isOver) return;
      if ("fault" in answer) fail(answer.fault);
      else if (answer.text.trim() !== "") events.onFinal(answer.text, span);
    });
  };
  return {
    push: (pcm) => buffer.push(pcm),
    speechBegan: () => undefined,
    speechEnded: ask,
    missed: ask,
    finish: () => undefined,
    close() {
      isOver = true;
    },
  };
};
