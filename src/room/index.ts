export { isRescueFirst } from "./domain/may-enter.js";
export { participantTransitions } from "./domain/participant.js";
export { roomTransitions } from "./domain/room-status.js";
export { limits as callLimits } from "./domain/signalling.js";
export { type RoomConfig, roomNode, type RoomNode } from "./host.js";
export type {
  ConnectionTest,
  IceServer,
  JoinGrant,
  JoiningPerson,
  ProviderEvent,
  RecordedFile,
  RoomAtProvider,
  RtcProvider,
  RtcProviderName,
  RtcProviders,
} from "./provider.js";
export { ProviderUnreachableError, rtcProviderNames, UnsupportedByProviderError } from "./provider.js";
export { roomRoutes } from "./routes.js";
export { type RoomHub, startRoomHub } from "./signal/hub.js";
export { roomSocket } from "./signal/mount.js";
export { tellRoom } from "./signal/relay.js";
export { findLiveRoom, findParticipantOf, type Participant, type StoredRoom } from "./store/rooms.js";
export { roomWork } from "./work.js";
export * from "./providers/index.js";
