import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Call,
  type CallEvent,
  emptyCall,
  limits,
  type Member,
  overdue,
  silent,
  step,
} from "./signalling.js";

const member = (n: number, more: Partial<Member> = {}): Member => ({
  stayId: `stay-${n}`,
  participantId: `participant-${n}`,
  name: `人${n}`,
  label: "",
  role: "performer",
  isModerator: n === 0,
  isWaiting: false,
  media: silent,
  cutAt: null,
  ...more,
});
const run = (events: readonly CallEvent[]): Call =>
  events.reduce<Call>((call, event) => step(call, event).call, emptyCall);
const enter = (n: number, more: Partial<Member> = {}): CallEvent => ({ t: "enter", member: member(n, more) });
const shows = (n: number): CallEvent => ({
  t: "said",
  stayId: `stay-${n}`,
  message: { t: "state", audio: true, video: true, screen: false, hand: false },
});

test("the newcomer is told who is there, and they are told of him", () => {
  const { deliveries } = step(run([enter(0), enter(1)]), enter(2));
  const [first, ...rest] = deliveries;
  expect(first).toMatchObject({ to: "stay-2", message: { t: "welcome", isResumed: false } });
  expect(first?.message).toHaveProperty("people.length", 2);
  expect(rest.map(({ to, message }) => [to, message.t])).toEqual([
    ["stay-0", "joined"],
    ["stay-1", "joined"],
  ]);
});

test("a guest waits, is announced to moderators alone, and comes in when admitted", () => {
  const call = run([enter(0), enter(1)]);
  const guest = step(call, enter(2, { role: "guest", isWaiting: true }));
  expect(guest.deliveries.map(({ to, message }) => [to, message.t])).toEqual([
    ["stay-2", "waiting"],
    ["stay-0", "lobby"],
  ]);
  const spoken = step(guest.call, {
    t: "said",
    stayId: "stay-2",
    message: { t: "signal", to: "stay-0", pc: "abcd" },
  });
  expect(spoken.deliveries).toEqual([{ to: "stay-2", message: { t: "refused", code: "still_waiting" } }]);
  const admitted = step(guest.call, { t: "admit", participantId: "participant-2" });
  expect(admitted.deliveries.map(({ to, message }) => [to, message.t])).toEqual([
    ["stay-2", "welcome"],
    ["stay-0", "joined"],
    ["stay-1", "joined"],
    ["stay-0", "lobby"],
  ]);
});

test("the fifth picture is refused in the same breath as its sender's state is corrected", () => {
  const call = run([0, 1, 2, 3, 4].map((n) => enter(n)).concat([0, 1, 2, 3].map(shows)));
  const { call: after, deliveries } = step(call, shows(4));
  expect(deliveries[0]).toEqual({ to: "stay-4", message: { t: "refused", code: "video_full" } });
  expect(after.members[4]?.media).toMatchObject({ audio: true, video: false });
  expect(deliveries.filter(({ message }) => message.t === "state")).toHaveLength(5);
});

test("who is cut off comes back into his place, and is overdue when he does not", () => {
  const call = run([enter(0), enter(1), { t: "cut", stayId: "stay-1", at: 1000 }]);
  expect(overdue(call, 30_999, 30_000)).toEqual([]);
  expect(overdue(call, 31_000, 30_000).map((one) => one.stayId)).toEqual(["stay-1"]);
  const back = step(call, { t: "back", stayId: "stay-1" });
  expect(back.deliveries.map(({ to, message }) => [to, message.t])).toEqual([
    ["stay-1", "welcome"],
    ["stay-0", "back"],
  ]);
  expect(overdue(back.call, 99_000, 30_000)).toEqual([]);
});

test("closing tells everyone, those who wait as well, and leaves nobody", () => {
  const call = run([enter(0), enter(1, { isWaiting: true })]);
  const closed = step(call, { t: "close", reason: "ended" });
  expect(closed.deliveries.map(({ to }) => to)).toEqual(["stay-0", "stay-1"]);
  expect(closed.call.members).toEqual([]);
});

const someone = fc.nat({ max: 7 });
const stayOf = someone.map((n) => `stay-${n}`);
const anyEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.tuple(someone, fc.boolean()).map(([n, isWaiting]) => enter(n, { isWaiting })),
  stayOf.map((stayId): CallEvent => ({ t: "leave", stayId, reason: "left" })),
  stayOf.map((stayId): CallEvent => ({ t: "cut", stayId, at: 0 })),
  stayOf.map((stayId): CallEvent => ({ t: "back", stayId })),
  someone.map((n): CallEvent => ({ t: "admit", participantId: `participant-${n}` })),
  fc
    .tuple(stayOf, stayOf)
    .map(([stayId, to]): CallEvent => ({ t: "said", stayId, message: { t: "signal", to, pc: "abcd" } })),
  fc.tuple(stayOf, fc.boolean(), fc.boolean()).map(([stayId, video, screen]): CallEvent => ({
    t: "said",
    stayId,
    message: { t: "state", audio: true, video, screen, hand: false },
  })),
  stayOf.map((stayId): CallEvent => ({
    t: "said",
    stayId,
    message: { t: "channel", kind: "a.b", payload: 1 },
  })),
  fc.constant<CallEvent>({ t: "close", reason: "ended" }),
);

test("whatever happens: nobody outside hears anything of the call, and no more pictures than fit", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let call: Call = emptyCall;
      for (const event of events) {
        const before = call;
        const { call: after, deliveries } = step(call, event);
        call = after;
        const pictures = call.members.filter(
          (one) => !one.isWaiting && (one.media.video || one.media.screen),
        );
        expect(pictures.length).toBeLessThanOrEqual(limits.videos);
        expect(new Set(call.members.map((one) => one.stayId)).size).toBe(call.members.length);
        for (const { to, message } of deliveries) {
          const receiver = [...after.members, ...before.members].find((one) => one.stayId === to);
          expect(receiver).toBeDefined();
          const isWaiting = after.members.find((one) => one.stayId === to)?.isWaiting ?? false;
          if (isWaiting) expect(["waiting", "over", "refused"]).toContain(message.t);
          if (message.t === "signal") expect(message.from).not.toBe(to);
          // A cut connection is told nothing; what it missed comes with its welcome.
          if (receiver?.cutAt !== null && event.t !== "back")
            expect(["over", "refused"]).toContain(message.t);
        }
      }
    }),
  );
});

test("every node that applies the same events keeps the same list", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      expect(run(events)).toEqual(run(events));
    }),
  );
});
