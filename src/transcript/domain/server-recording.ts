import type { RecordingStatus } from "./recording.js";

export const serverRecordingStatuses = ["wanted", "running", "kept", "refused", "failed", "purged"] as const;
/**
 * `wanted`: the service is to be asked · `refused`: it recorded without consent; of it nothing is kept but that it was · `failed`: it
 * did not record, or never said where.
 */
export type ServerRecordingStatus = (typeof serverRecordingStatuses)[number];

/** The same rows stand in platform.state_transition; a test compares the two. */
export const serverRecordingSteps: Readonly<Record<ServerRecordingStatus, readonly ServerRecordingStatus[]>> =
  {
    wanted: ["running", "failed"],
    running: ["kept", "failed"],
    kept: ["purged"],
    refused: [],
    failed: [],
    purged: [],
  };

/** Services that record by themselves when they are asked. */
export const recordingProviders = ["livekit", "agora", "janus"] as const;
export type RecordingProvider = (typeof recordingProviders)[number];
export const isRecordingProvider = (name: string): name is RecordingProvider =>
  (recordingProviders as readonly string[]).includes(name);

/** How often a service is asked that does not answer, and how long between. */
export const mostTries = 6;
export const retrySeconds = 10;
/** A stopped recording of which the service does not say where it lies counts as failed after this. */
export const endingMinutes = 10;

/** What lies at the service. `location`: in its own words, such as a path on the egress host. */
export interface ServerFile {
  readonly location: string;
  readonly mediaType: string;
  readonly sizeBytes: number | null;
}

/** Whether a recording that begins at the service rests on consent: everybody agreed to one that runs in this room now. */
export const restsOnConsent = (recording: { readonly status: RecordingStatus } | undefined): boolean =>
  recording?.status === "recording";
