import { expect, test } from "vitest";
import { NameOrder } from "./name-order.js";
import { byNameThenId } from "./order.js";
import { inOneGo } from "../../kernel/pieces.js";
import { member } from "./pool-for-tests.js";

test("sorted in runs and merged, with pauses or without, the order is that of sorting the whole", () => {
  for (const count of [0, 1, 8192, 8193, 20_000, 33_000]) {
    const members = Array.from({ length: count }, (_, i) =>
      member(`r${i}`, { name: `专家${(i * 7919) % 613}` }),
    );
    const expected = members.toSorted(byNameThenId).map(({ practitionerRoleId }) => practitionerRoleId);
    const inOne = new NameOrder();
    inOneGo(inOne.sorting(members));
    const paused = new NameOrder();
    const pauses = [...paused.sorting(members)].length;
    expect(pauses).toBeGreaterThanOrEqual(Math.floor(count / 8192));
    for (const order of [inOne, paused])
      expect(order.first(members, count, () => true).map((m) => members[m]?.practitionerRoleId)).toEqual(
        expected,
      );
  }
});
