import { expect, test, vi } from "vitest";
import { passOnCaptions } from "./agora-captions.js";

test("messages go on together and in order; what failed goes again, and the rest when captions are closed", async () => {
  vi.useFakeTimers();
  try {
    let say: (message: Uint8Array) => void = () => undefined;
    const sent: (readonly string[])[] = [];
    let isDown = true;
    const stop = passOnCaptions(
      (listener) => {
        say = listener;
        return () => (say = () => undefined);
      },
      (messages) => {
        if (isDown) return Promise.reject(new Error("down"));
        sent.push(messages);
        return Promise.resolve();
      },
    );
    for (let n = 0; n < 60; n++) say(Uint8Array.of(n, 255));
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual([]);
    isDown = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent.map((one) => one.length)).toEqual([50]);
    expect(Buffer.from(sent[0]?.[1] ?? "", "base64")).toEqual(Buffer.from([1, 255]));
    stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map((one) => one.length)).toEqual([50, 10]);
    say(Uint8Array.of(1));
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
