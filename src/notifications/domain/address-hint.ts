import type { Channel } from "./channels.js";

/** Enough of an address for its owner to know it by: `c***@hospital.example`, `138****5678`. */
export function hintOf(channel: Exclude<Channel, "push">, address: string): string {
  if (channel !== "email") return `${address.slice(0, 3)}****${address.slice(-4)}`;
  const at = address.lastIndexOf("@");
  return `${Array.from(address)[0] ?? ""}***${address.slice(at)}`.slice(0, 120);
}
