import { isAllowedAddress, mayAsk } from "./addresses.js";

/**
 * Networks of a hospital's own, where its model may stand: private, and this machine.
 * Source: RFC 1918, RFC 4193, RFC 6890.
 */
export const intranet = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "127.0.0.0/8", "::1"];

/**
 * Where clouds keep the keys of their machines: refused whatever else is allowed. Source: the metadata services of AWS,
 * Azure, GCP and OpenStack (169.254.169.254, fd00:ec2::254), Alibaba (100.100.100.200), Tencent (169.254.0.23), Oracle
 * (192.0.0.192).
 */
const metadata = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200", "192.0.0.192"];

/**
 * Says which addresses an endpoint may be asked at. Public ones and those in `networks`; without TLS only on the
 * intranet; a metadata service never.
 */
export const addressGuard =
  (networks: readonly string[], isTls: boolean) =>
  (address: string): boolean =>
    !isAllowedAddress(address, metadata) &&
    mayAsk(address, networks) &&
    (isTls || isAllowedAddress(address, intranet));
