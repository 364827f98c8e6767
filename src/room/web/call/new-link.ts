import type { JoinView } from "../../api.js";
import { newAgoraLink } from "./agora-link.js";
import { newJanusLink } from "./janus-link.js";
import { newLivekitLink } from "./livekit-link.js";
import type { LinkSignal, MediaLink, MediaLinkEvents } from "./media-link.js";
import { newMesh } from "./mesh.js";

/** The link of the room's provider. A further provider's client is chosen here. */
export function newLink(
  media: JoinView["media"],
  newMedia: () => Promise<JoinView["media"]>,
  ends: MediaLinkEvents & { readonly send: (to: string, message: LinkSignal) => void },
): MediaLink {
  if (media.provider === "janus") return newJanusLink(media, newMedia, ends);
  if (media.provider === "livekit") return newLivekitLink(media, newMedia, ends);
  if (media.provider === "agora") return newAgoraLink(media, newMedia, ends);
  const iceServers = media.iceServers.map(({ urls, username, credential }) => ({
    urls: [...urls],
    ...(username !== undefined && { username }),
    ...(credential !== undefined && { credential }),
  }));
  return newMesh(iceServers, ends.send, ends);
}
