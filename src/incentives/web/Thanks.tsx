import type { z } from "zod";
import { LocalTime } from "../../web/components/LocalTime.js";
import type { AppreciationView } from "../api.js";

/** What inviting doctors said, newest first. */
export function Thanks({
  items,
  none,
}: {
  items: readonly z.output<typeof AppreciationView>[];
  none: string;
}) {
  if (items.length === 0) return <p className="c-quiet">{none}</p>;
  return (
    <>
      {items.map((one) => (
        <blockquote key={one.id} className="c-quote">
          {one.message}
          <footer>
            {one.fromInstitutionName} {one.fromName} <LocalTime at={one.createdAt} />
          </footer>
        </blockquote>
      ))}
    </>
  );
}
