import { useQuery } from "@tanstack/react-query";
import { InstitutionList, type InstitutionView } from "../organizations/api.js";
import { get } from "./api-client.js";
import { useSession } from "./session.js";

/** The directory of institutions, by name. It changes seldom, so one answer serves every page for five minutes. */
export const useInstitutionsQuery = () =>
  useQuery({
    queryKey: ["institutions"],
    queryFn: () => get("/api/institutions", InstitutionList),
    staleTime: 300_000,
  });

/** The same for choices in a form; undefined until it has arrived. */
export const useInstitutions = (): readonly InstitutionView[] | undefined =>
  useInstitutionsQuery().data?.items;

/** Whether this person belongs to the platform's operator, whose people act for every institution. */
export function useIsOperator(): boolean {
  const { institution } = useSession();
  return useInstitutions()?.find(({ id }) => id === institution.id)?.kind === "operator";
}
