import type { TlsFiles } from "./hl7/certificates.js";
import type { Config } from "../platform/config.js";
import type { Database } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";

/** Where connectors work: the node's database and key, and what its configuration allows them. */
export interface InteropHost {
  readonly database: Database;
  readonly cipher: FieldCipher;
  /** Folders of file-drop connectors lie below it. */
  readonly dropDirectory: string;
  /** Private networks (CIDR) in which FHIR servers may be asked; public addresses always may. */
  readonly networks: readonly string[];
  /** The node's own certificate: what its HL7 port shows, and what it shows to receivers that ask. Left out: none. */
  readonly ownCertificate?: TlsFiles | undefined;
}

/** Where this node's connectors work, by its configuration. */
export const interopHost = (config: Config, database: Database, cipher: FieldCipher): InteropHost => ({
  database,
  cipher,
  dropDirectory: config.dropDirectory,
  networks: config.interopNetworks,
  ownCertificate: config.hl7?.tls,
});

/** What the pages tell the hospital's engineer of this node. */
export interface InteropSettings {
  readonly dropDirectory: string;
  readonly networks: readonly string[];
  readonly hl7Port: number | null;
  readonly hl7Tls: boolean;
}
