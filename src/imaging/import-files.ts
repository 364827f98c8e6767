import { randomUUID } from "node:crypto";
import { findCase, isOpenFor } from "../cases/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { systemContext } from "../platform/database/database.js";
import { contextOf, type ImagingHost } from "./host.js";
import { judgeFile, shownFileName } from "./judge.js";
import { wordsOf } from "./actions/intakes.js";
import { endIntake, workThrough } from "./runner.js";
import * as intakes from "./store/intakes.js";

export interface ImportedFiles {
  readonly outcomes: intakes.Outcomes;
  readonly refused: readonly {
    readonly name: string;
    readonly code: string;
    readonly zh: string;
    readonly en: string;
  }[];
}

/**
 * Takes files of this machine into a case, in the name of its requester; each is judged like an upload. For the command
 * line. `refused` has at most 200.
 */
export async function importFiles(
  host: ImagingHost,
  caseId: string,
  paths: readonly string[],
): Promise<Result<ImportedFiles, "case_not_found" | "images_closed">> {
  const record = await host.database.withTx(systemContext, (tx) => findCase(tx, caseId));
  if (!record) return refuse("case_not_found");
  if (!isOpenFor("attach", record.status)) return refuse("images_closed");
  const id = randomUUID();
  const begun = {
    id,
    caseId,
    institutionId: record.institutionId,
    source: "command" as const,
    pacsId: null,
    studyInstanceUid: null,
    status: "working" as const,
    total: paths.length,
    createdBy: record.requesterPersonId,
    createdByName: record.requesterName,
  };
  const context = contextOf(begun);
  const intake = await host.database.withTx(context, async (tx) => {
    await intakes.addIntake(tx, begun);
    return intakes.findIntake(tx, caseId, id);
  });
  if (!intake) throw new Error("the intake vanished");
  await workThrough(host, intake, async (work) => {
    for (const [n, path] of paths.entries())
      await judgeFile(work, { place: String(n + 1), name: shownFileName(path), path });
    return null;
  });
  return host.database.withTx(context, async (tx) => {
    await endIntake(tx, intake, null);
    const outcomes = (await intakes.countItems(tx, [id])).get(id);
    const refused = await intakes.listRefused(tx, id);
    return ok({
      outcomes: outcomes ?? { kept: 0, attached: 0, duplicate: 0, refused: 0 },
      refused: refused.map(({ name, reason }) => ({ name, ...wordsOf(reason) })),
    });
  });
}
