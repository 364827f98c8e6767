import { WebSocket } from "ws";
import { systemContext } from "../../platform/database/database.js";
import { type FromSpeaker, FromSpeaker as FromSpeakerSchema, type ToSpeaker } from "../api.js";
import { faultWords, type ProviderFault } from "../domain/provider-names.js";
import { providerSettings, type TranscriptHost } from "../host.js";
import { openLine } from "../providers/index.js";
import { jsonOf } from "../providers/guarded-socket.js";
import { findRoom } from "../store/people.js";
import { addSegment, listSegments, openSession } from "../store/segments.js";
import { findSetting, takeSeconds } from "../store/settings.js";
import { redeemTicket, type Speaker } from "../store/tickets.js";
import { hotWordsFor } from "./hot-words.js";
import { type CaptionHub, toSegmentView } from "./hub.js";
import { lineLimits, newFlowMeter } from "./limits.js";
import { SpeakerLine } from "./speaker-line.js";

const byes = {
  ticket_refused: {
    zh: "字幕凭证无效或已过期，请重新打开字幕",
    en: "The ticket for captions is not valid any more; open captions again",
  },
  message_not_understood: {
    zh: "页面与服务器版本不一致，请刷新页面",
    en: "This page is out of date; reload it",
  },
  too_much: {
    zh: "发送的声音数据过快，字幕已断开；请关闭字幕后重新打开",
    en: "Sound was sent too fast and captions were cut off; switch them off and on again",
  },
  not_in_room: {
    zh: "您已不在会诊室，字幕已关闭",
    en: "You are no longer in the room; captions are closed",
  },
  opened_elsewhere: {
    zh: "您在另一设备上打开了字幕，这里的已关闭",
    en: "You opened captions on another device; these are closed",
  },
  server_stopping: {
    zh: "服务器正在重启，字幕稍后恢复",
    en: "The server restarts; captions come back shortly",
  },
  unavailable: { zh: "系统繁忙，字幕稍后恢复", en: "The system is busy; captions come back shortly" },
} as const;
export type Bye = keyof typeof byes;

interface Entered {
  readonly speaker: Speaker;
  /** Milliseconds from the session's start to a moment of this process' own clock. */
  readonly sessionMs: (at: number) => number;
  readonly institutionId: string;
  readonly caseId: string;
}

/** One page's line for captions, from the first message to the last. */
export function serveLine(
  socket: WebSocket,
  roomId: string,
  host: TranscriptHost,
  hub: CaptionHub,
  report: (error: unknown) => void,
): void {
  let entered: Entered | undefined;
  let isEntering = false;
  let line: SpeakerLine | undefined;
  let isOpening = false;
  let wantsToSpeak = false;
  let leave: (() => void) | undefined;
  let isAlive = true;
  const mayCome = newFlowMeter(Date.now());

  const send = (message: ToSpeaker) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > lineLimits.maxUnreadBytes) socket.terminate();
    else socket.send(JSON.stringify(message));
  };
  const bye = (code: string) => {
    const words = byes[code as Bye];
    send({ type: "bye", code, ...words });
    socket.close(code === "server_stopping" || code === "unavailable" ? 1012 : 1008, code);
  };
  const tellFault = (fault: ProviderFault) => send({ type: "fault", fault, ...faultWords[fault] });

  const late = setTimeout(() => {
    if (!entered) bye("ticket_refused");
  }, lineLimits.enterWithinMs);
  const heartbeat = setInterval(() => {
    if (!isAlive) {
      socket.terminate();
      return;
    }
    isAlive = false;
    socket.ping();
  }, lineLimits.heartbeatMs);

  const enter = async (ticket: string) => {
    const found = await host.database.withTx(systemContext, async (tx) => {
      const speaker = await redeemTicket(tx, roomId, ticket);
      const room = speaker && (await findRoom(tx, speaker.caseId, roomId));
      if (!speaker || !room?.isOpen) return undefined;
      const setting = await findSetting(tx, room.institutionId);
      const session = await openSession(tx, room, setting.recordYears);
      const elapsedMs = Date.parse(tx.now) - Date.parse(session.startedAt);
      // What doctors said among themselves before he came is not a guest's to read.
      const isGuest = speaker.personId === null;
      const all = isGuest ? [] : await listSegments(tx, speaker.caseId, roomId);
      return { speaker, room, elapsedMs, recent: all.slice(-200) };
    });
    if (found === undefined) {
      bye("ticket_refused");
      return;
    }
    const zero = performance.now();
    const { speaker, room, elapsedMs, recent } = found;
    entered = {
      speaker,
      caseId: room.caseId,
      institutionId: room.institutionId,
      sessionMs: (at) => Math.max(0, Math.round(elapsedMs + at - zero)),
    };
    // The newer line of the same person takes over.
    for (const other of hub.inRoom(roomId))
      if (other.participantId === speaker.participantId) other.close("opened_elsewhere");
    leave = hub.add({
      roomId,
      caseId: room.caseId,
      participantId: speaker.participantId,
      send,
      close: bye,
    });
    send({ type: "entered", participantId: speaker.participantId, segments: recent.map(toSegmentView) });
    if (socket.readyState !== WebSocket.OPEN) leave();
  };

  const openSpeaker = async (from: Entered): Promise<SpeakerLine | undefined> => {
    const { speaker, caseId, institutionId } = from;
    const prepared = await host.database.withTx(systemContext, async (tx) => {
      const setting = await findSetting(tx, institutionId);
      if (!setting.isEnabled || setting.provider === "agora-stt") return undefined;
      return { setting, hotWords: await hotWordsFor(tx, caseId, setting.hotWords) };
    });
    if (prepared === undefined) return undefined;
    const { setting, hotWords } = prepared;
    const began: { at?: number } = {};
    const made = new SpeakerLine(
      providerSettings(host, host.cipher, setting, hotWords),
      openLine,
      {
        onPartial: (text) =>
          hub.sendPartial(roomId, {
            type: "partial",
            participantId: speaker.participantId,
            speakerName: speaker.name,
            side: speaker.side,
            text,
          }),
        onHeard: (heard) => {
          const base = from.sessionMs(began.at ?? performance.now());
          host.database
            .withTx(systemContext, (tx) =>
              addSegment(tx, {
                roomId,
                caseId,
                participantId: speaker.participantId,
                personId: speaker.personId,
                speakerName: speaker.name,
                side: speaker.side,
                startMs: base + heard.startMs,
                endMs: base + heard.endMs,
                text: heard.text,
                provider: setting.provider,
                isFinal: heard.isFinal,
              }),
            )
            .catch(report);
        },
        onFault: tellFault,
      },
      (seconds) =>
        host.database.withTx(systemContext, (tx) =>
          takeSeconds(tx, institutionId, seconds, setting.dailyMinutes),
        ),
    );
    began.at = performance.now();
    return made;
  };

  const hear = (message: FromSpeaker) => {
    if (message.type === "enter") {
      if (isEntering) {
        bye("message_not_understood");
        return;
      }
      isEntering = true;
      enter(message.ticket).catch((error: unknown) => {
        report(error);
        bye("unavailable");
      });
      return;
    }
    if (!entered) {
      bye("ticket_refused");
      return;
    }
    wantsToSpeak = message.isOn;
    if (!wantsToSpeak) {
      line?.finish();
      line = undefined;
    }
  };

  const listen = (pcm: Buffer) => {
    if (!entered || !wantsToSpeak) return;
    if (line) {
      line.push(pcm);
      return;
    }
    if (isOpening) return;
    isOpening = true;
    openSpeaker(entered)
      .then((made) => {
        if (made === undefined) wantsToSpeak = false;
        else if (wantsToSpeak && socket.readyState === WebSocket.OPEN) line = made;
        else made.close();
      })
      .catch(report)
      .finally(() => {
        isOpening = false;
      });
  };

  socket.on("message", (data: Buffer, isBinary: boolean) => {
    if (!mayCome(data.length, Date.now())) {
      bye("too_much");
      return;
    }
    if (isBinary) {
      listen(data);
      return;
    }
    const message = FromSpeakerSchema.safeParse(jsonOf(data.toString("utf8")));
    if (message.success) hear(message.data);
    else bye("message_not_understood");
  });
  socket.on("pong", () => {
    isAlive = true;
  });
  // What is wrong with a frame ends the socket; there is nobody to tell.
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    clearTimeout(late);
    clearInterval(heartbeat);
    leave?.();
    line?.finish();
    line = undefined;
  });
}
