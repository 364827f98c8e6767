import { QueryClient, QueryObserver } from "@tanstack/react-query";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { concerns, freshener, reconnectDelayMs } from "./live.js";

test("a hint concerns its own thing and every list of its topic, nothing else", () => {
  const hint = { topic: "case", id: "a" };
  expect(concerns(hint, ["case", "a"])).toBe(true);
  expect(concerns(hint, ["case", "a", "timeline"])).toBe(true);
  expect(concerns(hint, ["case"])).toBe(true);
  expect(concerns(hint, ["case", { state: "open" }])).toBe(true);
  expect(concerns(hint, ["case", "b"])).toBe(false);
  expect(concerns(hint, ["offers"])).toBe(false);
});

test("the wait before reconnecting stays between half a second and 30 s, however long it lasts", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const wait = reconnectDelayMs(attempt, random);
      return wait >= 500 && wait <= 30_000;
    }),
  );
  expect(reconnectDelayMs(3, 1)).toBeGreaterThan(reconnectDelayMs(0, 1));
});

/** A page's query over something that changes, whose every reading takes until it is let go. */
function page() {
  const queryClient = new QueryClient();
  let now = "before";
  const readings: (() => void)[] = [];
  const observer = new QueryObserver(queryClient, {
    queryKey: ["case", "a"],
    queryFn: () => {
      const read = now;
      return new Promise<string>((resolve) => readings.push(() => resolve(read)));
    },
  });
  let shown: string | undefined;
  const leave = observer.subscribe(({ data }) => (shown = data));
  const { freshen, stop } = freshener(queryClient);
  return {
    readings,
    shown: () => shown,
    change: (to: string) => {
      now = to;
      freshen((query) => query.queryKey[0] === "case");
    },
    leave: () => {
      leave();
      stop();
    },
  };
}

test("what changes while the page reads it for the first time is read once more", async () => {
  const { readings, shown, change, leave } = page();
  change("after");
  readings[0]?.();
  await vi.waitFor(() => expect(readings).toHaveLength(2));
  readings[1]?.();
  await vi.waitFor(() => expect(shown()).toBe("after"));
  leave();
});

test("many changes while the page reads cost one more reading, and never keep it from showing what it has", async () => {
  const { readings, shown, change, leave } = page();
  readings[0]?.();
  await vi.waitFor(() => expect(shown()).toBe("before"));
  for (const to of ["one", "two", "three", "four"]) change(to);
  await vi.waitFor(() => expect(readings).toHaveLength(2));
  readings[1]?.();
  await vi.waitFor(() => expect(shown()).toBe("one"));
  await vi.waitFor(() => expect(readings).toHaveLength(3));
  readings[2]?.();
  await vi.waitFor(() => expect(shown()).toBe("four"));
  expect(readings).toHaveLength(3);
  leave();
});
