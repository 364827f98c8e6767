import type { Tx } from "../platform/database/database.js";
import { listOffersOfCase } from "./store/offers.js";
import { findSearches } from "./store/searches.js";

/** A seat of a case and the expert who has it. */
export interface FilledSeat {
  readonly seat: number;
  readonly personId: string;
  readonly expertName: string;
  /** For whom he answers. */
  readonly institutionId: string;
  readonly practitionerRoleId: string;
  /** The 诊疗科目 the seat is for; null: what the request itself asks for. */
  readonly specialtyCode: string | null;
}

/** Who has accepted, in order of seats; one for a case of one expert. */
export async function acceptedSeats(tx: Tx, caseId: string): Promise<FilledSeat[]> {
  const specialties = new Map(
    (await findSearches(tx, [caseId])).get(caseId)?.map(({ seat, specialtyCode }) => [seat, specialtyCode]),
  );
  return (await listOffersOfCase(tx, caseId))
    .filter(({ status }) => status === "accepted")
    .sort((a, b) => a.seat - b.seat)
    .map(({ seat, personId, expertName, institutionId, practitionerRoleId }) => ({
      seat,
      personId,
      expertName,
      institutionId,
      practitionerRoleId,
      specialtyCode: specialties.get(seat) ?? null,
    }));
}
