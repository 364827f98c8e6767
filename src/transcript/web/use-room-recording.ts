import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { RoomRecording } from "../api.js";

export const roomRecordingKey = (caseId: string, roomId: string) =>
  ["case", caseId, "recording", roomId] as const;

/** Recording in the room; asked again by live hints, and every few seconds while something is going on. */
export const useRoomRecording = (caseId: string, roomId: string) =>
  useQuery({
    queryKey: roomRecordingKey(caseId, roomId),
    queryFn: () => get(`/api/cases/${caseId}/rooms/${roomId}/recording`, RoomRecording),
    refetchInterval: ({ state }) => (state.data?.recording ? 3000 : 10_000),
  });
