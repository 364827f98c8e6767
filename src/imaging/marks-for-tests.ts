import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { type Alliance, ok } from "../../test/alliance.js";
import type { Someone, World } from "../../test/world.js";
import { ImagingView, MarksView, MarkView, SeriesView } from "./api.js";
import { slice } from "./dicom-for-tests.js";
import { contextOf } from "./host.js";
import type { ImagingHost } from "./index.js";
import { importFiles } from "./import-files.js";
import { imagingTables } from "./tables.js";

/** What is drawn on images, tried in the world of the images' own tests. */
export function testMarks(
  stage: () => { readonly world: World; readonly alliance: Alliance; readonly host: ImagingHost },
): void {
  test("what one draws on an image the others of the case see; its author alone changes it, and a signed opinion ends it", async () => {
    const { world, alliance, host } = stage();
    const doctor = alliance.requester;
    const caseId = await alliance.submit();
    const folder = mkdtempSync(join(tmpdir(), "consilium-marks-"));
    for (const number of [1, 2]) writeFileSync(join(folder, `${number}`), slice({ number, z: number }));
    const files = [join(folder, "1"), join(folder, "2")];
    expect(await importFiles(host, caseId, files)).toMatchObject({ ok: true });
    rmSync(folder, { recursive: true });
    const base = `/api/cases/${caseId}/imaging`;
    const seriesId = ImagingView.parse(ok(await doctor.get(base)).body).studies[0]?.series[0]?.id ?? "";
    const { images } = SeriesView.parse(ok(await doctor.get(`${base}/series/${seriesId}`)).body);
    const [image, second] = images.map(({ id }) => id);
    const of = `${base}/series/${seriesId}/marks`;
    const length = {
      instanceId: image,
      frame: 1,
      tool: "length",
      points: [
        [2, 3.5],
        [12, 3.5],
      ],
      label: "",
    };
    const drawn = MarkView.parse(ok(await doctor.post(of, length)).body);
    expect(drawn).toMatchObject({ ...length, authorName: doctor.name, isMine: true, changedAt: null });
    const own = `${base}/marks/${drawn.id}`;

    // Who was only offered the case, and who has nothing to do with it, see none of it.
    const { id: offerId, expert } = await alliance.openOffer(caseId);
    expect((await expert.get(of)).status).toBe(404);
    expect((await expert.post(of, length)).status).toBe(404);
    ok(await expert.post(`/api/offers/${offerId}/accept`));
    await world.drain();
    const marksOf = async (who: Someone) => MarksView.parse(ok(await who.get(of)).body);
    const seen = await marksOf(expert);
    expect(seen).toMatchObject({ mayMark: true, items: [{ id: drawn.id, isMine: false }] });
    const arrow = {
      instanceId: second,
      frame: 1,
      tool: "arrow",
      points: [
        [8, 8],
        [4, 4],
      ],
      label: "此处",
    };
    ok(await expert.post(of, arrow));
    expect(await expert.put(own, { points: length.points, label: "" })).toMatchObject({
      body: { code: "mark_not_yours" },
    });
    expect(await expert.delete(own)).toMatchObject({ body: { code: "mark_not_yours" } });
    const elsewhere = alliance.experts.find(({ id }) => id !== expert.id);
    if (!elsewhere) throw new Error("one expert only");
    expect((await elsewhere.get(of)).status).toBe(404);
    expect((await elsewhere.delete(own)).status).toBe(404);

    // What does not lie on the image, or on none of this series, is refused in words.
    for (const [wrong, code] of [
      [{ ...length, points: [[2, 3]] }, undefined],
      [{ ...length, tool: "angle" }, "mark_misplaced"],
      [
        {
          ...length,
          points: [
            [2, 3],
            [9_000, 3],
          ],
        },
        "mark_misplaced",
      ],
      [{ ...length, frame: 2 }, "mark_misplaced"],
      [{ ...length, instanceId: seriesId }, "image_not_found"],
      [{ ...length, label: "长".repeat(61) }, undefined],
    ] as const) {
      const reply = await doctor.post(of, wrong);
      expect(reply.status).toBeGreaterThanOrEqual(400);
      if (code !== undefined) expect(reply.body).toMatchObject({ code });
    }

    // Its author moves it, and takes it away; the row stays, and the audit knows each step.
    ok(
      await doctor.put(own, {
        points: [
          [2, 3.5],
          [14, 3.5],
        ],
        label: "",
      }),
    );
    const [moved] = (await marksOf(expert)).items;
    expect(moved).toMatchObject({
      points: [
        [2, 3.5],
        [14, 3.5],
      ],
    });
    expect(moved?.changedAt).not.toBeNull();
    ok(await doctor.delete(own));
    expect(await doctor.delete(own)).toMatchObject({ body: { code: "mark_not_found" } });
    expect((await marksOf(doctor)).items).toMatchObject([{ ...arrow, authorName: expert.name }]);
    const steps = await world.query(
      sql<{ step: string }>`select details->>'step' as step from platform.audit_entry
        where action = 'imaging.mark' and subject_id = ${drawn.id} and outcome = 'done' order by sequence`,
    );
    expect(steps.map(({ step }) => step)).toEqual(["drawn", "changed", "removed"]);
    // The database itself lets nobody else change it, and not even him bring it back.
    const updateAs = (institutionId: string, createdBy: string) =>
      world.database.withTx(contextOf({ institutionId, createdBy }), (tx) =>
        imagingTables(tx)
          .updateTable("imaging.mark")
          .set({ removed_at: null })
          .where("id", "=", drawn.id)
          .executeTakeFirst(),
      );
    expect((await updateAs(alliance.county, expert.id)).numUpdatedRows).toBe(0n);
    await expect(updateAs(alliance.county, doctor.id)).rejects.toThrow(/stays where it was drawn/);

    // Once the opinion is signed it rests on what was there; reading goes on while the case is in sight.
    for (const status of ["in_session", "opinion_signed"])
      await world.query(sql`update cases.consult_request set status = ${status} where id = ${caseId}`);
    expect(await expert.post(of, arrow)).toMatchObject({ body: { code: "marks_closed" } });
    expect(await marksOf(expert)).toMatchObject({ mayMark: false, items: [arrow] });
    await world.query(sql`update cases.access set ended_at = now() where case_id = ${caseId}`);
    expect((await expert.get(of)).status).toBe(404);
  });
}
