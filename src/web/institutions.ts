import { useQuery } from "@tanstack/react-query";
import { InstitutionList, type InstitutionView } from "../organizations/api.js";
import { get } from "./api-client.js";
import { useSession } from "./session.js";

/** The directory of institutions, by name. It changes seldom, so one answer serves every page for five minutes. */
export function useInstitutions(): readonly InstitutionView[] | undefined {
  const { data } = useQuery({
    queryKey: ["institutions"],
    queryFn: () => get("/api/institutions", InstitutionList),
    staleTime: 300_000,
  });
  return data?.items;
}

/** Whether this person belongs to the platform's operator, whose people act for every institution. */
export function useIsOperator(): boolean {
  const { institution } = useSession();
  return useInstitutions()?.find(({ id }) => id === institution.id)?.kind === "operator";
}
