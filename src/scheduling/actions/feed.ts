import { findTenantNames, sha256 } from "../../identity/index.js";
import { addMinutes } from "../../kernel/time.js";
import { type Database, systemContext } from "../../platform/database/database.js";
import { writeIcs } from "../ics/write-ics.js";
import { listAppointmentsOfPeople } from "../store/appointments.js";
import { findFeedOwner } from "../store/calendars.js";

/** The calendar file behind a secret address: a month back, a year ahead. Undefined: the address opens nothing. */
export const readFeed = (database: Database, token: string): Promise<string | undefined> =>
  database.withTx(systemContext, async (tx) => {
    const owner = await findFeedOwner(tx, sha256(token));
    if (owner === undefined) return undefined;
    const from = addMinutes(tx.now, -31 * 1440);
    const appointments = await listAppointmentsOfPeople(tx, [owner], from, addMinutes(tx.now, 366 * 1440));
    const names = await findTenantNames(
      tx,
      appointments.map((one) => one.institutionId),
    );
    return writeIcs(appointments, (id) => names.get(id) ?? "", tx.now);
  });
