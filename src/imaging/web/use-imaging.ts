import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { ImagingView, Thumbnails } from "../api.js";

/** The images of the case. Every look is written down: coming back to the window is none. */
export const useImaging = (caseId: string, isEnabled = true) =>
  useQuery({
    queryKey: ["case", caseId, "imaging"],
    queryFn: () => get(`/api/cases/${caseId}/imaging`, ImagingView),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    enabled: isEnabled,
  });

/** Addresses of the small pictures by series; a series without one is not among them. */
export function useThumbnails(caseId: string, isEnabled = true): ReadonlyMap<string, string> {
  const { data } = useQuery({
    // Not of topic "case": a word in the chat is no reason to look at the pictures again.
    queryKey: ["images", caseId],
    queryFn: () => get(`/api/cases/${caseId}/imaging/thumbnails`, Thumbnails),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    enabled: isEnabled,
    meta: { still: true },
    select: addressesOf,
  });
  return data ?? none;
}

const none: ReadonlyMap<string, string> = new Map();
const addressesOf = ({ items }: Thumbnails): ReadonlyMap<string, string> =>
  new Map(items.map(({ seriesId, png }) => [seriesId, `data:image/png;base64,${png}`]));
