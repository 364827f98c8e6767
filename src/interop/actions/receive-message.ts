import { randomUUID } from "node:crypto";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { type Fault, faultAt, isError } from "../domain/fault.js";
import { decodeMessage, peekHeader } from "../domain/hl7/charset.js";
import { type Hl7Header, readHeader } from "../domain/hl7/header.js";
import { type Message, parseMessage } from "../domain/hl7/message.js";
import { type AckCode, type EntryAnswer, writeAcknowledgement } from "../domain/hl7/mfk.js";
import { type InMessage, readMessage } from "../domain/hl7/in-message.js";
import { withDefaults } from "../domain/mapping.js";
import { foldFingerprint, type PeerCertificates } from "../hl7/certificates.js";
import type { InteropHost } from "../host.js";
import { isAllowedAddress } from "../../platform/egress/addresses.js";
import { type Connector, findSender } from "../store/connectors.js";
import { addQuarantine, addReceived, countHeld, findReceived, saveReply } from "../store/inbox.js";
import { addRun, endRun, findRun, listRunRows, type Run, type RunRow } from "../store/runs.js";
import { landBookings } from "./land-bookings.js";
import { landEntries } from "./land-entries.js";
import { connectorContext } from "./land-in-chunks.js";
import { givenMapping } from "./given-mapping.js";
import { withoutPatients } from "./without-patients.js";

/** Where a message came from, as the connection tells. */
export interface Peer extends PeerCertificates {
  readonly address: string;
}

export interface Received {
  /** The acknowledgement; its charset is the message's. */
  readonly reply: string;
  readonly charset: "utf-8" | "gb18030";
  readonly code: AckCode;
  /** For the log: why it was refused, if it was. */
  readonly refusal: string | undefined;
}

/** Kept messages of one connector; more of them would be a flood, not a fault. */
const mostHeld = 1000;
const mostRows = 20_000;

/**
 * Takes one staff file (MFN^M02) or schedule (SIU) in and answers it. The answer exists only after everything it tells of has been committed. A message
 * that was received before is answered as before, without effect; one whose work was interrupted is finished first. What
 * cannot be taken is kept sealed. Training messages (MSH-11 T or D) are judged and undone.
 */
export async function receiveMessage(host: InteropHost, bytes: Uint8Array, peer: Peer): Promise<Received> {
  const decoded = decodeMessage(bytes);
  const charset = decoded.ok ? decoded.value.charset : "utf-8";
  const text = decoded.ok ? decoded.value.text : undefined;
  const head = parseMessage(text?.split(/[\r\n]/u, 1)[0] ?? peekHeader(bytes));
  const header = head.ok ? readHeader(head.value) : undefined;
  const { connector, now } = await host.database.withTx(systemContext, async (tx) => ({
    connector: header && (await findSender(tx, header.sendingApplication, header.sendingFacility)),
    now: tx.now,
  }));
  const refuse = (faults: readonly Fault[], message?: Message): Received => ({
    reply: writeAcknowledgement(header, message, "all", {
      code: "AR",
      faults,
      entries: [],
      now,
      controlId: newControlId(),
    }),
    charset,
    code: "AR",
    refusal: faults.find(isError)?.code,
  });
  if (header === undefined) return refuse([head.ok ? faultAt("MSH", "header_missing") : head.error]);
  if (connector === undefined || !isFrom(connector, peer))
    return refuse([faultAt("MSH-3", "sender_unknown")]);
  const read =
    text === undefined
      ? ({ ok: false, error: faultAt("MSH-18", decoded.ok ? "undecodable" : decoded.error) } as const)
      : readMessage(text, {
          mapping: withDefaults(givenMapping(connector.mapping)),
          offsetMinutes: connector.settings.kind === "mllp" ? connector.settings.offsetMinutes : 480,
          receivedAt: now,
        });
  const arrival: Arrival = { host, connector, header, bytes, contentHash: hashOf(host, bytes) };
  if (!read.ok || read.value.faults.some(isError)) {
    const faults = read.ok ? read.value.faults : [read.error];
    await keepUnread(arrival, faults);
    return refuse(faults, read.ok ? read.value.message : undefined);
  }
  const message = read.value;
  const isTraining = header.processingId !== "P";
  const started = await begin(arrival, isTraining);
  if ("reused" in started) {
    const faults = [faultAt("MSH-10", "control_id_reused")];
    await keepUnread(arrival, faults);
    return refuse(faults, message.message);
  }
  if ("reply" in started)
    return { reply: started.reply, charset, code: codeIn(started.reply), refusal: undefined };
  if (message.kind === "staff") await landEntries(host, connector, started.run, message.entries);
  else await landBookings(host, connector, started.run, message.entries);
  return finish(arrival, message, started.run, charset);
}

interface Arrival {
  readonly host: InteropHost;
  readonly connector: Connector;
  readonly header: Hl7Header;
  readonly bytes: Uint8Array;
  readonly contentHash: string;
}

const newControlId = (): string => randomUUID().replaceAll("-", "").slice(0, 20);
const hashOf = (host: InteropHost, bytes: Uint8Array): string =>
  host.cipher.blindIndex(Buffer.from(bytes).toString("base64"));
const codeIn = (reply: string): AckCode => (/\rMSA\|(A[AER])/u.exec(reply)?.[1] ?? "AA") as AckCode;

function isFrom(connector: Connector, peer: Peer): boolean {
  const { settings } = connector;
  if (settings.kind !== "mllp" || connector.status !== "enabled") return false;
  if (settings.clientCertificateName !== undefined && settings.clientCertificateName !== "")
    if (settings.clientCertificateName !== peer.certificateName) return false;
  const pinned = settings.clientCertificates ?? [];
  if (pinned.length > 0 && !pinned.some((one) => peer.fingerprints.includes(foldFingerprint(one))))
    return false;
  return isAllowedAddress(peer.address, settings.allowedAddresses);
}

type Begun = { readonly run: Run } | { readonly reply: string } | { readonly reused: true };

/** Opens the message's run, or finds the one it had before. */
async function begin({ host, connector, header, contentHash }: Arrival, isTraining: boolean): Promise<Begun> {
  const open = async (tx: Tx, runId: string): Promise<Run> => {
    await addRun(
      tx,
      {
        id: runId,
        connectorId: connector.id,
        institutionId: connector.institutionId,
        trigger: "message",
        isDryRun: isTraining,
        reference: header.controlId,
        requestedBy: null,
      },
      "running",
    );
    const run = await findRun(tx, runId);
    if (run === undefined) throw new Error("the run vanished");
    return run;
  };
  return host.database.withTx(connectorContext(connector), async (tx): Promise<Begun> => {
    const runId = randomUUID();
    if (isTraining) return { run: await open(tx, runId) };
    const before = await findReceived(tx, connector.id, header.controlId);
    if (before === undefined) {
      const run = await open(tx, runId);
      const isFirst = await addReceived(tx, connector, { controlId: header.controlId, contentHash, runId });
      // Another connection brought the same message at this very moment: it answers, and this one is asked again.
      if (!isFirst) throw new SameMoment();
      return { run };
    }
    if (before.contentHash !== contentHash) return { reused: true };
    if (before.reply !== null) return { reply: before.reply };
    const run = await findRun(tx, before.runId);
    if (run === undefined) throw new Error("the run of a received message is missing");
    return { run };
  });
}

/** The sender is to send again: the same message is being received on another connection. */
export class SameMoment extends Error {
  override name = "SameMoment";
}

/** Writes the answer from what was recorded, keeps the message if anything of it was not taken, and ends the run. */
async function finish(
  { host, connector, header, bytes }: Arrival,
  message: InMessage,
  run: Run,
  charset: Received["charset"],
): Promise<Received> {
  return host.database.withTx(connectorContext(connector), async (tx): Promise<Received> => {
    const received = run.isDryRun ? undefined : await findReceived(tx, connector.id, header.controlId);
    // A second connection finished it meanwhile.
    if (received?.reply != null)
      return { reply: received.reply, charset, code: codeIn(received.reply), refusal: undefined };
    const { rows } = await listRunRows(tx, run.id, { limit: mostRows, offset: 0 });
    const byNumber = new Map(rows.map((row) => [row.rowNumber, row]));
    const answers = message.entries.map(({ rowNumber, place }) => ({
      entry: { place },
      answer: answerOf(byNumber.get(rowNumber)),
    }));
    // Segments before the first MFE are nobody's entry, and a booking is the whole message: their faults are the message's.
    const stray = answers.filter(({ entry }) => !entry.place.startsWith("MFE"));
    const code: AckCode = answers.every(({ answer }) => answer.isTaken) ? "AA" : "AE";
    const responseLevel = message.kind === "staff" ? message.responseLevel : "none";
    const reply = writeAcknowledgement(message.header, message.message, responseLevel, {
      code,
      faults: [...message.faults, ...stray.flatMap(({ answer }) => answer.faults)],
      entries: answers.filter(({ entry }) => entry.place.startsWith("MFE")).map(({ answer }) => answer),
      now: tx.now,
      controlId: newControlId(),
    });
    if (code === "AE" && !run.isDryRun)
      await hold(
        tx,
        host,
        connector,
        run.id,
        header,
        bytes,
        answers.flatMap(({ answer }) => answer.faults),
      );
    if (!run.isDryRun) await saveReply(tx, connector.id, header.controlId, reply);
    await endRun(tx, run.id, { faults: message.faults });
    return { reply, charset, code, refusal: undefined };
  });
}

const answerOf = (row: RunRow | undefined): EntryAnswer => ({
  isTaken: row !== undefined && row.result !== "rejected" && row.result !== "quarantined",
  faults: row?.faults ?? [],
});

/** A message of a known sender that could not be read: logged as a run without rows, and kept. */
async function keepUnread(arrival: Arrival, faults: readonly Fault[]): Promise<void> {
  const { host, connector, header, bytes } = arrival;
  await host.database.withTx(connectorContext(connector), async (tx) => {
    const runId = randomUUID();
    await addRun(
      tx,
      {
        id: runId,
        connectorId: connector.id,
        institutionId: connector.institutionId,
        trigger: "message",
        isDryRun: false,
        reference: header.controlId,
        requestedBy: null,
      },
      "running",
    );
    await hold(tx, host, connector, runId, header, bytes, faults);
    const [first] = faults.filter(isError);
    await endRun(tx, runId, {
      faults,
      failure: first && {
        code: first.code,
        zh: `${first.place} ${first.zh}`,
        en: `${first.place} ${first.en}`,
      },
    });
  });
}

async function hold(
  tx: Tx,
  host: InteropHost,
  connector: Connector,
  runId: string,
  header: Hl7Header,
  bytes: Uint8Array,
  faults: readonly Fault[],
): Promise<void> {
  const kept = header.messageType === "SIU" ? withoutPatients(bytes) : bytes;
  const held = (await countHeld(tx, [connector.id])).get(connector.id) ?? 0;
  if (held >= mostHeld) return;
  await addQuarantine(tx, connector, {
    id: randomUUID(),
    runId,
    rowNumber: null,
    reference: header.controlId,
    faults: faults.filter(isError).slice(0, 50),
    contentCipher: host.cipher.encrypt(
      JSON.stringify({ kind: "hl7", base64: Buffer.from(kept).toString("base64") } satisfies KeptMessage),
    ),
  });
}

/** The sealed form of a kept message. */
export interface KeptMessage {
  readonly kind: "hl7";
  readonly base64: string;
}
