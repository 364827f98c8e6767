import ICAL from "ical.js";
import type { AppointmentRecord } from "../store/appointments.js";

const utc = (instant: string): ICAL.Time => ICAL.Time.fromJSDate(new Date(instant), true);

/**
 * The appointments as a calendar file (RFC 5545) that calendar programs follow. Only where the request comes from is told, never of
 * whom it is: the file leaves the house.
 * @param nameOf name of the inviting institution.
 */
export function writeIcs(
  appointments: readonly AppointmentRecord[],
  nameOf: (institutionId: string) => string,
  now: string,
): string {
  const calendar = new ICAL.Component(["vcalendar", [], []]);
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("prodid", "-//Consilium//Scheduling//ZH");
  calendar.addPropertyWithValue("x-wr-calname", "远程会诊");
  // Not every program has a fresh look often; an hour is what most of them grant.
  calendar.addPropertyWithValue("x-published-ttl", "PT1H");
  for (const one of appointments) {
    const event = new ICAL.Component("vevent");
    event.addPropertyWithValue("uid", `${one.id}@consilium`);
    event.addPropertyWithValue("dtstamp", utc(now));
    event.addPropertyWithValue("last-modified", utc(one.updatedAt));
    event.addPropertyWithValue("sequence", one.sequence);
    event.addPropertyWithValue("dtstart", utc(one.startsAt));
    event.addPropertyWithValue("dtend", utc(one.endsAt));
    event.addPropertyWithValue("summary", `远程会诊 · ${nameOf(one.institutionId)}`);
    event.addPropertyWithValue(
      "status",
      one.status === "held"
        ? "TENTATIVE"
        : one.status === "cancelled" || one.status === "moved"
          ? "CANCELLED"
          : "CONFIRMED",
    );
    calendar.addSubcomponent(event);
  }
  return `${calendar.toString()}\r\n`;
}
