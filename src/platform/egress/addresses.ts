import { BlockList, isIP } from "node:net";

/** An address without its zone, IPv4 that is dressed as IPv6 undressed. */
const plain = (address: string): string => address.replace(/%.*$/u, "").replace(/^::ffff:(?=\d+\.)/iu, "");

function addTo(list: BlockList, range: string): void {
  const [address = "", prefix] = range.split("/");
  const family = isIP(address);
  if (family === 0) return;
  const type = family === 6 ? "ipv6" : "ipv4";
  if (prefix === undefined) list.addAddress(address, type);
  else list.addSubnet(address, Number(prefix), type);
}

const listOf = (ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) addTo(list, range);
  return list;
};

const holds = (list: BlockList, address: string): boolean => {
  const bare = plain(address);
  const family = isIP(bare);
  return family !== 0 && list.check(bare, family === 6 ? "ipv6" : "ipv4");
};

/** True when the address lies in one of the addresses or networks (CIDR). */
export const isAllowedAddress = (address: string, ranges: readonly string[]): boolean =>
  holds(listOf(ranges), address);

/**
 * Addresses that are not on the public internet, and those that reach this machine or its cloud's metadata.
 * Source: IANA special-purpose address registries (RFC 6890 and its updates).
 */
const special = listOf([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/127",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
]);

/** True when a server at this address may be asked: a public one, or one in a network the administrator has allowed. */
export const mayAsk = (address: string, networks: readonly string[]): boolean =>
  isIP(plain(address)) !== 0 && (!holds(special, address) || isAllowedAddress(address, networks));
