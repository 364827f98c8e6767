import { createECDH, createHmac, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { guarded } from "../host.js";
import { type OutgoingMessage, type Reach } from "./channel.js";
import { emailChannel } from "./email.js";
import { dingtalkChannel, signedUrl, wecomChannel } from "./robots.js";
import { smsChannel } from "./sms.js";
import { newVapidKeys, webPushChannel } from "./web-push.js";

const message: OutgoingMessage = {
  id: "0b1c6f2e-1111-4a3b-8c55-2f0e8b6d9c01",
  personId: "0b1c6f2e-2222-4a3b-8c55-2f0e8b6d9c01",
  to: "zhou@hospital.example",
  subject: "I 级会诊派单待应答",
  text: "您有一例 I 级会诊派单，请在 10:35（北京时间）前应答。",
  link: "https://consult.example/o/abc",
  isUrgent: true,
  ttlSeconds: 600,
};
const local: Reach = { timeoutMs: 600, mayConnect: (address) => address === "127.0.0.1" };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
const listening = async (server: Server | TcpServer): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
};

interface Heard {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
}
/** An HTTP server that keeps what it hears and answers as told. */
async function httpServer(
  answer: (response: ServerResponse, heard: Heard) => void,
): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { request, url: new URL(request.url ?? "/", "http://x"), body: Buffer.concat(chunks) };
      heard.push(one);
      answer(response, one);
    });
  });
  const port = await listening(server);
  closing.unshift(() => {
    server.closeAllConnections();
    return Promise.resolve();
  });
  return { url: `http://127.0.0.1:${port}`, heard };
}
const json =
  (value: unknown, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));

/** Hostile and slow answers, and what they come to; every HTTP channel meets them all. */
const badAnswers: Readonly<Record<string, readonly [(response: ServerResponse) => void, string]>> = {
  "a redirect to the metadata service": [
    (response) => void response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
    "redirected",
  ],
  "no answer": [() => undefined, "timed_out"],
  "a slow drip": [
    (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(timer));
    },
    "timed_out",
  ],
  "an endless answer": [
    (response) => {
      response.writeHead(200);
      const fill = () => {
        while (response.write("x".repeat(65_536)));
      };
      response.on("drain", fill).on("error", () => undefined);
      fill();
    },
    "too_large",
  ],
  "a cut connection": [(response) => void response.destroy(), "unreachable"],
  "wrong key": [json({ message: "no" }, 401), "not_authorized"],
  "too many": [json({}, 429), "rate_limited"],
  "server error": [json({}, 503), "server_error"],
  "bad request": [json({}, 400), "rejected"],
};

const vapid = newVapidKeys();
const browser = () => {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  return { p256dh: keys.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
};
const httpChannels = {
  sms: (url: string) =>
    smsChannel(
      { url, token: "secret", template: { phone: "{to}", content: "{text}" }, good: undefined },
      local,
    ),
  wecom: (url: string) => wecomChannel({ url }, local),
  dingtalk: (url: string) => dingtalkChannel({ url, secret: "SECx" }, local),
  push: (url: string) => {
    const channel = webPushChannel("mailto:it@hospital.example", vapid, { ...local, isPlainAllowed: true });
    return {
      ...channel,
      send: (m: OutgoingMessage) =>
        channel.send({ ...m, to: JSON.stringify({ endpoint: url, keys: browser() }) }),
    };
  },
};

test.each(Object.keys(httpChannels) as (keyof typeof httpChannels)[])(
  "%s: no answer of a server does more than fail in time, with a word for it",
  async (name) => {
    for (const [what, [answer, fault]] of Object.entries(badAnswers)) {
      const { url } = await httpServer(answer);
      const began = performance.now();
      const end = await httpChannels[name](url).send(message);
      expect(end, what).toMatchObject({ outcome: "failed", fault });
      expect(performance.now() - began, what).toBeLessThan(5000);
    }
    expect(await httpChannels[name]("http://127.0.0.1:1").send(message)).toMatchObject({
      fault: "unreachable",
    });
    expect(await httpChannels[name]("http://169.254.169.254/").send(message)).toMatchObject({
      fault: "address_refused",
    });
  },
  60_000,
);

test("a gateway gets its own JSON, a text cannot change its shape, and says itself what good means", async () => {
  const { url, heard } = await httpServer(json({ code: 0, data: { messageId: "m-1" } }));
  const channel = smsChannel(
    {
      url,
      token: "secret",
      template: {
        mobiles: ["{to}"],
        sign: "会诊",
        body: { text: "{text}", ref: "{id}", keep: "{other}" },
        n: 1,
      },
      good: { path: ["code"], value: "0" },
    },
    local,
  );
  const end = await channel.send({ ...message, to: "13812345678", text: '"},{"x":"{to}' });
  expect(end).toMatchObject({ outcome: "sent" });
  expect(heard[0]?.request.headers.authorization).toBe("Bearer secret");
  expect(JSON.parse(heard[0]?.body.toString() ?? "")).toEqual({
    mobiles: ["13812345678"],
    sign: "会诊",
    body: { text: `"},{"x":"{to} ${message.link}`, ref: message.id, keep: "{other}" },
    n: 1,
  });
  const refusing = await httpServer(json({ code: 1001, msg: "余额不足" }));
  const odd = await httpServer((response) => void response.end("<html>"));
  for (const [where, fault] of [
    [refusing.url, "rejected"],
    [odd.url, "bad_answer"],
  ])
    expect(
      await smsChannel(
        { url: where ?? "", token: undefined, template: {}, good: { path: ["code"], value: "0" } },
        local,
      ).send(message),
    ).toMatchObject({ fault });
});

test("企业微信: the group robot's text, the mention, and its codes", async () => {
  let answer: unknown = { errcode: 0, errmsg: "ok" };
  const { url, heard } = await httpServer((response) => json(answer)(response));
  const channel = wecomChannel({ url: `${url}/cgi-bin/webhook/send?key=k` }, local);
  expect(await channel.send({ ...message, to: "13812345678" })).toMatchObject({ outcome: "sent" });
  expect(heard[0]?.url.searchParams.get("key")).toBe("k");
  expect(JSON.parse(heard[0]?.body.toString() ?? "")).toEqual({
    msgtype: "text",
    text: { content: `${message.text}\n${message.link}`, mentioned_mobile_list: ["13812345678"] },
  });
  for (const [errcode, fault] of [
    [45009, "rate_limited"],
    [93000, "gone"],
    [40058, "rejected"],
  ] as const) {
    answer = { errcode, errmsg: "no" };
    expect(await channel.send(message)).toMatchObject({ fault });
  }
  answer = { hello: 1 };
  expect(await channel.send(message)).toMatchObject({ fault: "bad_answer" });
});

test("钉钉: a robot that checks the signature as 钉钉 does takes the message", async () => {
  const secret = "SEC0123456789";
  const now = Date.parse("2026-03-02T02:20:00Z");
  const { url, heard } = await httpServer((response, { url: asked }) => {
    const timestamp = asked.searchParams.get("timestamp") ?? "";
    const right = createHmac("sha256", secret).update(`${timestamp}\n${secret}`, "utf8").digest("base64");
    const isGood = asked.searchParams.get("sign") === right && Math.abs(Number(timestamp) - now) < 3_600_000;
    json(isGood ? { errcode: 0, errmsg: "ok" } : { errcode: 310000, errmsg: "sign not match" })(response);
  });
  const webhook = `${url}/robot/send?access_token=t`;
  const send = (key: string | undefined, at = now) =>
    dingtalkChannel({ url: webhook, secret: key }, local, () => at).send({ ...message, to: "13812345678" });
  expect(await send(secret)).toMatchObject({ outcome: "sent" });
  expect(heard[0]?.url.searchParams.get("access_token")).toBe("t");
  expect(JSON.parse(heard[0]?.body.toString() ?? "")).toEqual({
    msgtype: "text",
    text: { content: `${message.text}\n${message.link}\n@13812345678` },
    at: { atMobiles: ["13812345678"], isAtAll: false },
  });
  expect(await send("SECwrong")).toMatchObject({ fault: "not_authorized" });
  expect(await send(undefined)).toMatchObject({ fault: "not_authorized" });
  expect(await send(secret, now - 7_200_000)).toMatchObject({ fault: "not_authorized" });
  // The plus signs of Base64 survive the query.
  expect(signedUrl(webhook, secret, now).search).not.toContain("+");
});

test("web push: encrypted, signed by our key, urgent with its time to live; a subscription that is gone says so", async () => {
  const { url, heard } = await httpServer((response) => void response.writeHead(201).end());
  const channel = httpChannels.push(`${url}/wpush/v2/abc`);
  expect(await channel.send(message)).toMatchObject({ outcome: "sent" });
  const { request, body } = heard[0]!;
  expect(request.headers).toMatchObject({ ttl: "600", urgency: "high", "content-encoding": "aes128gcm" });
  expect(request.headers.authorization).toMatch(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]+$/u);
  expect(body.includes(Buffer.from("会诊"))).toBe(false);
  expect(body.length).toBeGreaterThan(100);
  const gone = await httpServer(json({}, 410));
  expect(await httpChannels.push(gone.url).send(message)).toMatchObject({ fault: "gone" });
  // Without the test's own leave: nothing but TLS, nothing but public addresses, whatever the browser says.
  const real = webPushChannel("mailto:it@hospital.example", vapid);
  for (const endpoint of [url, "https://127.0.0.1/x", "https://10.0.0.8/x", "https://[::1]/x"])
    expect(await real.send({ ...message, to: JSON.stringify({ endpoint, keys: browser() }) })).toMatchObject({
      fault: "address_refused",
    });
  for (const to of [
    "",
    "not json",
    "{}",
    JSON.stringify({ endpoint: url, keys: { p256dh: "x", auth: "y" } }),
  ])
    expect(await real.send({ ...message, to })).toMatchObject({ fault: "unreadable_address" });
});

async function smtpServer(options: SMTPServerOptions = {}): Promise<{ port: number; mails: string[] }> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push(Buffer.concat(chunks).toString());
        callback(null);
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)));
  return { port: (server.server.address() as AddressInfo).port, mails };
}
const from = "会诊平台 <no-reply@consult.example>";
const mailTo = (port: number, login = "", limitMs = 3000) =>
  emailChannel({ url: `smtp://${login}127.0.0.1:${port}`, from }, limitMs);

test("e-mail: Chinese subject and text arrive, the Message-ID is the delivery's, nothing else is added", async () => {
  const { port, mails } = await smtpServer();
  const end = await mailTo(port).send({
    ...message,
    subject: "会诊\r\nBcc: evil@example.com",
    text: "第一行\r\n.\r\n第二行",
  });
  expect(end).toMatchObject({ outcome: "sent", reference: `<${message.id}@consult.example>` });
  const [mail = ""] = mails;
  expect(mail).toContain(`Message-ID: <${message.id}@consult.example>`);
  expect(mail).toContain("Auto-Submitted: auto-generated");
  expect(mail).not.toMatch(/^Bcc:/imu);
  const body = Buffer.from(mail.split("\r\n\r\n").slice(1).join("").replace(/\s/gu, ""), "base64").toString();
  const text = body.includes("第一行") ? body : mail;
  expect(decodeURIComponent(text.replace(/=\r\n/gu, "").replace(/=(?=[0-9A-F]{2})/gu, "%"))).toContain(
    "第二行",
  );
});

test("e-mail: refused for good, refused for now, no password without TLS, slow and silent servers", async () => {
  const refusing =
    (responseCode: number) => (_address: unknown, _session: unknown, callback: (error: Error) => void) => {
      callback(Object.assign(new Error("no"), { responseCode }));
    };
  const good = await smtpServer();
  const unknown = await smtpServer({ onRcptTo: refusing(550) });
  const busy = await smtpServer({ onRcptTo: refusing(451) });
  expect(await mailTo(unknown.port).send(message)).toMatchObject({ fault: "rejected" });
  expect(await mailTo(busy.port).send(message)).toMatchObject({ fault: "rate_limited" });
  expect((await mailTo(good.port, "user:secret@").send(message)).outcome).toBe("failed");
  expect(good.mails).toEqual([]);
  const silent = await listening(
    createTcpServer((socket) => closing.unshift(() => Promise.resolve(socket.destroy()))),
  );
  const babbling = await listening(
    createTcpServer((socket) => {
      socket.on("error", () => undefined);
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
      closing.unshift(() => Promise.resolve(socket.destroy()));
    }),
  );
  for (const port of [silent, babbling]) {
    const began = performance.now();
    expect((await mailTo(port, "", 500).send(message)).outcome).toBe("failed");
    expect(performance.now() - began).toBeLessThan(3000);
  }
  expect(await mailTo(1).send(message)).toMatchObject({ fault: "unreachable" });
});

test("a channel that keeps failing is left alone for a while; a refused message does not count against it", async () => {
  let asked = 0;
  const channel = (end: "rejected" | "unreachable") =>
    guarded(
      {
        channel: "sms",
        send: () => {
          asked++;
          return Promise.resolve({ outcome: "failed", fault: end, retryAfterSeconds: null });
        },
      },
      50,
    );
  const ill = channel("unreachable");
  for (let n = 0; n < 5; n++) await ill.send(message);
  expect([await ill.send(message), ill.circuit(), asked]).toMatchObject([
    { fault: "circuit_open" },
    "open",
    5,
  ]);
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(await ill.send(message)).toMatchObject({ fault: "unreachable" });
  const well = channel("rejected");
  for (let n = 0; n < 8; n++) await well.send(message);
  expect(well.circuit()).toBe("closed");
});
