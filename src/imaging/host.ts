import type { OrganizationId, PersonId } from "../kernel/types.js";
import type { Database, TxContext } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import type { FileStore } from "../platform/files/file-store.js";
import type { Vetter } from "./vetting/vetter.js";

/** What this node allows its questions to PACS. */
export interface ImagingNode {
  /** Private networks (CIDR) in which a PACS may be asked; public addresses always may. */
  readonly networks: readonly string[];
}

/** Where files are judged and PACS asked, outside any request. */
export interface ImagingHost extends ImagingNode {
  readonly database: Database;
  readonly files: FileStore;
  readonly cipher: FieldCipher;
  readonly vetter: Vetter;
}

/** Work goes on in the name of him who began it: row-level security shows it what it shows him. */
export const contextOf = (work: { institutionId: string; createdBy: string }): TxContext => ({
  scope: "institution",
  institutionId: work.institutionId as OrganizationId,
  personId: work.createdBy as PersonId,
});
