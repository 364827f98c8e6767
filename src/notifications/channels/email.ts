import { createTransport } from "nodemailer";
import type { SendFault } from "../domain/delivery.js";
import { failed, type NotificationChannel, type OutgoingMessage, sent } from "./channel.js";

/** SMTP reply codes: 4xx may succeed later, 5xx will not. Source: RFC 5321 4.2.1. */
function faultOf(error: unknown): SendFault {
  const { code = "", responseCode = 0 } = error as { code?: string; responseCode?: number };
  if (code === "EAUTH") return "not_authorized";
  if (code === "ETIMEDOUT") return "timed_out";
  if (responseCode >= 500) return "rejected";
  if (responseCode === 421 || responseCode === 450 || responseCode === 451 || responseCode === 452)
    return "rate_limited";
  if (responseCode >= 400) return "server_error";
  return code === "EPROTOCOL" ? "bad_answer" : "unreachable";
}

/** The whole conversation with the server may take this long. */
const timeoutMs = 30_000;

/**
 * E-mail over SMTP. With a password the connection must be encrypted, otherwise it is where the server offers it. The
 * Message-ID is the delivery's, so that a repeated message is shown once.
 */
export function emailChannel(
  smtp: { readonly url: string; readonly from: string },
  limitMs = timeoutMs,
): NotificationChannel {
  const url = new URL(smtp.url);
  const isTls = url.protocol === "smtps:";
  const hasPassword = url.username !== "";
  const domain = /@([^>\s]+)/u.exec(smtp.from)?.[1] ?? "consilium.invalid";
  const deliver = async (message: OutgoingMessage) => {
    const transport = createTransport({
      host: url.hostname,
      port: url.port === "" ? (isTls ? 465 : 587) : Number(url.port),
      secure: isTls,
      requireTLS: !isTls && hasPassword,
      ...(hasPassword && {
        auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
      }),
      connectionTimeout: Math.min(10_000, limitMs),
      greetingTimeout: Math.min(10_000, limitMs),
      socketTimeout: Math.min(15_000, limitMs),
      // What a message holds never makes this server read a file or ask another one.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<"late">((resolve) => (timer = setTimeout(resolve, limitMs, "late")));
      const answer = await Promise.race([
        transport.sendMail({
          from: smtp.from,
          to: { name: "", address: message.to },
          subject: message.subject,
          text: `${message.text}\n\n${message.link}\n`,
          messageId: `<${message.id}@${domain}>`,
          headers: { "Auto-Submitted": "auto-generated" },
          ...(message.isUrgent && { priority: "high" as const }),
        }),
        late,
      ]);
      return answer === "late" ? failed("timed_out") : sent(answer.messageId);
    } catch (error) {
      return failed(faultOf(error));
    } finally {
      clearTimeout(timer);
      transport.close();
    }
  };
  return { channel: "email", send: deliver };
}
