// The pages of many rooms without media: come in, exchange descriptions and candidates as a browser does, then keep alive. Rooms begin
// one after another within some seconds; a page that the server turns away for now tries again, as the room's page does.
import { WebSocket } from "ws";

const spreadMs = 5000;
const waits = [200, 500, 1000, 2000, 3000];
const tryAgain = new Set(["busy", "hello_missing", "internal"]);
const sdp = `v=0\r\n${"a=candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host\r\n".repeat(90)}`;

process.on("message", ({ origin, rooms }) => {
  const began = performance.now();
  const times = [];
  let met = 0;
  let again = 0;
  rooms.forEach(({ room, tokens }, n) => {
    for (const token of tokens) setTimeout(() => enter(room, token, 0), (n * spreadMs) / rooms.length);
  });
  function enter(room, token, tries) {
    const startedAt = performance.now();
    const retry = () => {
      again++;
      setTimeout(() => enter(room, token, tries + 1), waits[Math.min(tries, waits.length - 1)]);
    };
    const socket = new WebSocket(`${origin.replace("http", "ws")}/api/rooms/${room}/signal`, { origin });
    const say = (message) => socket.send(JSON.stringify(message));
    const call = (to, type) => {
      say({ t: "signal", to, pc: "pc-1", description: { type, sdp } });
      for (let n = 0; n < 12; n++)
        say({
          t: "signal",
          to,
          pc: "pc-1",
          candidate: {
            candidate: `candidate:${n} 1 udp 1 192.0.2.1 ${n} typ host`,
            sdpMid: "0",
            sdpMLineIndex: 0,
          },
        });
    };
    const done = () => {
      times.push(performance.now() - startedAt);
      if (++met === rooms.length) {
        times.sort((a, b) => a - b);
        process.send({
          kind: "met",
          atMs: performance.now() - began,
          again,
          p95Ms: Math.round(times[Math.ceil(times.length * 0.95) - 1]),
        });
      }
    };
    socket.on("error", retry);
    socket.on("open", () => say({ t: "hello", token }));
    socket.on("message", (data) => {
      const message = JSON.parse(data);
      if (message.t === "fault") {
        if (!tryAgain.has(message.code)) throw new Error(message.code);
        retry();
      }
      if (message.t === "welcome") {
        say({ t: "state", audio: true, video: true, screen: false, hand: false });
        for (const { stayId } of message.people) call(stayId, "offer");
        setInterval(() => say({ t: "alive" }), 4000);
        setInterval(
          () =>
            say({
              t: "quality",
              samples: [
                {
                  from: message.stayId,
                  width: 1280,
                  height: 720,
                  fps: 30,
                  lossPercent: 0,
                  jitterMs: 3,
                  roundTripMs: 20,
                  freezes: 0,
                  kbps: 900,
                  firstFrameMs: null,
                },
              ],
            }),
          5000,
        );
      }
      if (message.t === "signal" && message.description?.type === "offer") call(message.from, "answer");
      if (message.t === "signal" && message.description?.type === "answer") done();
    });
  }
});
