import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { ImagingView } from "../api.js";

/** The images of the case. Every look is written down: coming back to the window is none. */
export const useImaging = (caseId: string, isEnabled = true) =>
  useQuery({
    queryKey: ["case", caseId, "imaging"],
    queryFn: () => get(`/api/cases/${caseId}/imaging`, ImagingView),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    enabled: isEnabled,
  });
