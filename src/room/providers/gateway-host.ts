import { createHash } from "node:crypto";
import { type Database, systemContext } from "../../platform/database/database.js";
import { janusOfInstitution, type ProviderHost } from "./host.js";
import type { MediaGatewayHost } from "./media-gateway.js";
import { mayBeIn, useGrant } from "./server-store.js";

/** The media gateway over this server's database: who may be in a room is asked there. */
export const gatewayHost = (host: ProviderHost): MediaGatewayHost => {
  const { database }: { database: Database } = host;
  return {
    cipher: host.cipher,
    reach: host,
    now: () => database.withTx(systemContext, (tx) => Promise.resolve(tx.now)),
    redeem: (token, grant) =>
      database.withTx(systemContext, async (tx) => {
        const hash = createHash("sha256").update(token).digest("hex");
        return (await mayBeIn(tx, grant)) && (await useGrant(tx, hash, grant));
      }),
    mayStay: (grant) => database.withTx(systemContext, (tx) => mayBeIn(tx, grant)),
    providerOf: (grant) => janusOfInstitution(host, grant.institutionId),
  };
};
