import type { Instant } from "../../../kernel/types.js";

const written =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,4}))?)?)?)?)?)?([+-]\d{4})?$/u;

/**
 * An HL7 timestamp (YYYY[MM[DD[HH[MM[SS[.S]]]]]][±ZZZZ]) as an instant; undefined when malformed or no real time.
 * @param offsetMinutes of the sender's zone where none is written; China has one zone without summer time.
 * Source: HL7 v2.5.1 chapter 2A, TS and DTM.
 */
export function readHl7Time(text: string, offsetMinutes = 480): Instant | undefined {
  const found = written.exec(text.trim());
  if (found === null) return undefined;
  const part = (number: number, least: number): number => Number(found[number] ?? least);
  const [year, month, day] = [part(1, 0), part(2, 1), part(3, 1)];
  const [hour, minute, second] = [part(4, 0), part(5, 0), part(6, 0)];
  const millis = Math.floor(Number(`0.${found[7] ?? "0"}`) * 1000);
  const zone = found[8];
  const offset =
    zone === undefined
      ? offsetMinutes
      : (zone.startsWith("-") ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millis));
  const isReal =
    year >= 1900 &&
    month >= 1 &&
    local.getUTCMonth() === month - 1 &&
    local.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!isReal) return undefined;
  return new Date(local.getTime() - offset * 60_000).toISOString() as Instant;
}

/** The instant as HL7 writes it, in UTC. */
export const hl7Time = (at: Instant): string => `${at.replace(/[-:T]/gu, "").slice(0, 14)}+0000`;
