import { useQuery } from "@tanstack/react-query";
import { get } from "./api-client.js";
import { PilotScope } from "../pilot/api.js";

export const pilotKey = ["pilot"] as const;

/** What the platform takes now. */
export const usePilot = () =>
  useQuery({ queryKey: pilotKey, queryFn: () => get("/api/pilot", PilotScope), staleTime: 300_000 });
