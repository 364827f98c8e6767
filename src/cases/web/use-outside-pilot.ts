import { outsideWords } from "../../pilot/api.js";
import { usePilot } from "../../web/pilot.js";
import { useInstitutions } from "../../web/institutions.js";
import { useSession } from "../../web/session.js";
import type { MissingItem, RequestDraft } from "../api.js";
import { askedFor } from "../domain/asked-for.js";

/** What keeps the request out of the pilot's scope, while it is typed; undefined: nothing, or it is not known yet. */
export function useOutsidePilot(draft: RequestDraft): MissingItem | undefined {
  const { institution } = useSession();
  const scope = usePilot().data;
  const hospital = useInstitutions()?.find(({ id }) => id === institution.id);
  if (!scope || !hospital) return undefined;
  const outside = outsideWords(scope, {
    regionCode: hospital.regionCode,
    ...askedFor(draft),
  });
  return outside && { ...outside, required: true };
}
