import { addMinutes } from "../kernel/time.js";
import { joinTokenSeconds } from "./domain/stay.js";
import { iceServersFor, type TurnSettings } from "./ice.js";
import { type RtcProvider, UnsupportedByProviderError } from "./provider.js";
import { channelPath } from "./api.js";

/**
 * The default, without any service beside us: the pages send to each other, and the room's channel carries their offers. Muting
 * is asked for over the channel; a page that was tampered with can only be shown out, not silenced.
 */
export const embeddedProvider = (turn: TurnSettings | undefined): RtcProvider => ({
  name: "embedded",
  openRoom: () => Promise.resolve(),
  issueJoin: (room, who, now) =>
    Promise.resolve({
      provider: "embedded",
      url: channelPath(room.roomId),
      token: "",
      identity: who.identity,
      expiresAt: addMinutes(now, joinTokenSeconds / 60),
      iceServers: iceServersFor(turn, who.identity, now),
      details: {},
    }),
  mute: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  startRecording: () => Promise.reject(new UnsupportedByProviderError("the pages record")),
  stopRecording: () => Promise.reject(new UnsupportedByProviderError("the pages record")),
  closeRoom: () => Promise.resolve(),
  testConnection: () =>
    Promise.resolve({
      isReachable: true,
      zh: turn ? "内置通话，已配置中继服务器" : "内置通话，无需其他服务；跨网使用时请配置中继服务器",
      en: turn
        ? "Embedded, with a relay"
        : "Embedded, needs no service; set up a relay for calls between networks",
      milliseconds: 0,
    }),
});
