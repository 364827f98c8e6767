import { connect, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import iconv from "iconv-lite";
import { frame, FrameReader } from "./domain/hl7/framing.js";

/** A sender of a test: a real socket that speaks MLLP. */
export interface Sender {
  readonly socket: Socket;
  /** Sends the message and waits for its acknowledgement. */
  send(message: string, charset?: "utf8" | "gb18030"): Promise<string>;
  /** Sends bytes as they are. */
  write(bytes: Uint8Array): void;
  /** The next acknowledgement; rejects when the connection closes first. */
  next(): Promise<string>;
  /** Resolves when the other side has closed. */
  readonly closed: Promise<void>;
  end(): void;
}

/** @param tls what the sender trusts and shows; left out: it speaks without TLS. */
export async function newSender(port: number, tls?: ConnectionOptions): Promise<Sender> {
  const socket = tls ? connectTls({ port, host: "127.0.0.1", ...tls }) : connect(port, "127.0.0.1");
  await new Promise<void>((resolve, reject) => {
    socket.once(tls ? "secureConnect" : "connect", resolve);
    socket.once("error", reject);
  });
  const frames = new FrameReader({ maxFrameBytes: 10_000_000, maxStrayBytes: 1000 });
  const replies: string[] = [];
  const waiting: { take: (reply: string) => void; fail: (error: Error) => void }[] = [];
  socket.on("data", (chunk: Buffer) => {
    for (const event of frames.push(chunk)) {
      if (event.kind !== "frame") continue;
      const utf8 = new TextDecoder().decode(event.bytes);
      const text = utf8.includes("\ufffd") ? iconv.decode(Buffer.from(event.bytes), "gb18030") : utf8;
      const next = waiting.shift();
      if (next) next.take(text);
      else replies.push(text);
    }
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  void closed.then(() => {
    for (const { fail } of waiting.splice(0)) fail(new Error("the connection closed"));
  });
  socket.on("error", () => undefined);
  const next = (): Promise<string> => {
    const reply = replies.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    return new Promise((take, fail) => waiting.push({ take, fail }));
  };
  return {
    socket,
    closed,
    next,
    write: (bytes) => void socket.write(bytes),
    send(message, charset = "utf8") {
      socket.write(frame(iconv.encode(message, charset)));
      return next();
    },
    end: () => void socket.end(),
  };
}

export interface MessageOptions {
  readonly controlId: string;
  readonly sentAt?: string;
  readonly version?: string;
  readonly charset?: string;
  readonly processingId?: string;
  readonly sender?: string;
  readonly mfi?: string;
}

/** An invented staff message around the given segments. */
export const staffMessage = (options: MessageOptions, ...segments: string[]): string =>
  [
    `MSH|^~\\&|${options.sender ?? "HIS|仁和县医院"}|CONSILIUM|PLATFORM|${options.sentAt ?? "20260301080000+0800"}||MFN^M02|${options.controlId}|${options.processingId ?? "P"}|${options.version ?? "2.5.1"}||||||${options.charset ?? "UNICODE UTF-8"}`,
    options.mfi ?? "MFI|PRA||UPD|||AL",
    ...segments,
    "",
  ].join("\r");

/** MFE and STF of an invented person, with a licence in PRA-6. */
export const person = (
  key: string,
  name: string,
  more: {
    readonly event?: string;
    readonly at?: string;
    readonly department?: string;
    readonly title?: string;
    readonly licence?: string;
    readonly active?: string;
  } = {},
): string[] => [
  `MFE|${more.event ?? "MAD"}|C${key}|${more.at ?? ""}|${key}|CE`,
  `STF|${key}|${key}^^^HIS^EI|${name.slice(0, 1)}^${name.slice(1)}||M|19720305|${more.active ?? "A"}||||||||||||${more.title ?? "主任医师"}`,
  `PRA|${key}|||||${more.licence === undefined ? "" : `${more.licence}^执业证`}`,
  `ORG|1|${more.department ?? "0301^心血管内科"}`,
];

/** An invented schedule message around the given segments. */
export const scheduleMessage = (
  options: MessageOptions & { readonly event: string },
  ...segments: string[]
): string =>
  [
    `MSH|^~\\&|${options.sender ?? "HIS|仁和县医院"}|CONSILIUM|PLATFORM|${options.sentAt ?? "20260301080000+0800"}||SIU^${options.event}^SIU_S12|${options.controlId}|${options.processingId ?? "P"}|${options.version ?? "2.5.1"}||||||${options.charset ?? "UNICODE UTF-8"}`,
    ...segments,
    "",
  ].join("\r");
