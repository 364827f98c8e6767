import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import type { QualityFigures, QualityRoom, QualitySample } from "../api.js";
import { roomTables } from "../tables.js";

/** What one page measured, and where it is. */
export interface Measured {
  readonly stayId: string;
  readonly roomId: string;
  readonly caseId: string;
  readonly sample: QualitySample;
}

/** Keeps what pages measured, in one statement. A sample's `from` need not be in the room any more. */
export async function addQualitySamples(tx: Tx, measured: readonly Measured[]): Promise<void> {
  if (measured.length === 0) return;
  await roomTables(tx)
    .insertInto("room.quality_sample")
    .values(
      measured.map(({ stayId, roomId, caseId, sample: one }) => ({
        id: randomUUID(),
        room_id: roomId,
        case_id: caseId,
        stay_id: stayId,
        from_stay_id: one.from,
        at: tx.now,
        width: one.width,
        height: one.height,
        fps: one.fps,
        loss_percent: one.lossPercent,
        jitter_ms: one.jitterMs,
        round_trip_ms: one.roundTripMs,
        freezes: one.freezes,
        kbps: one.kbps,
        first_frame_ms: one.firstFrameMs,
      })),
    )
    .execute();
}

interface FigureRow {
  samples: string;
  median_height: number | null;
  median_fps: number | null;
  loss: number | null;
  jitter: number | null;
  round_trip: number | null;
  freezes: string | null;
  first_frame: number | null;
}

/** Freezes are counted up by the page, so the most of a stay's pair counts; they are summed over pairs by the caller's grouping. */
const figures = sql`
  count(*) as samples,
  percentile_cont(0.5) within group (order by q.height) as median_height,
  percentile_cont(0.5) within group (order by q.fps) as median_fps,
  percentile_cont(0.95) within group (order by q.loss_percent) as loss,
  percentile_cont(0.95) within group (order by q.jitter_ms) as jitter,
  percentile_cont(0.95) within group (order by q.round_trip_ms) as round_trip,
  percentile_cont(0.95) within group (order by q.first_frame_ms) as first_frame,
  sum(q.new_freezes) as freezes`;

/** Each sample with the freezes since the one before of the same pair. */
const samplesSince = (days: number) => sql`
  select s.*, greatest(0, coalesce(s.freezes, 0) - coalesce(lag(s.freezes) over (partition by s.stay_id, s.from_stay_id order by s.at), 0)) as new_freezes
  from room.quality_sample s where s.at > platform.now() - make_interval(days => ${days}::int)`;

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10) / 10;
const toFigures = (row: FigureRow | undefined): QualityFigures => ({
  samples: Number(row?.samples ?? 0),
  medianHeight: rounded(row?.median_height ?? null),
  medianFps: rounded(row?.median_fps ?? null),
  lossPercentP95: rounded(row?.loss ?? null),
  jitterMsP95: rounded(row?.jitter ?? null),
  roundTripMsP95: rounded(row?.round_trip ?? null),
  freezes: Number(row?.freezes ?? 0),
  firstFrameMsP95: rounded(row?.first_frame ?? null),
});

/** Rooms opened in the last `days` days that are in sight, newest first, at most 200; and the figures over all of them. */
export async function readQuality(
  tx: Tx,
  days: number,
): Promise<{ rooms: QualityRoom[]; total: QualityFigures }> {
  const db = roomTables(tx);
  const rooms = await sql<
    FigureRow & {
      id: string;
      number: string | null;
      institution_name: string;
      provider: QualityRoom["provider"];
      opened_at: string | null;
      started_at: string | null;
      closed_at: string | null;
      people: string;
      cuts: string;
    }
  >`
    with q as (${samplesSince(days)})
    select r.id, c.number, c.institution_name, r.provider, r.opened_at, r.started_at, r.closed_at,
      (select count(distinct s.participant_id) from room.stay s where s.room_id = r.id) as people,
      (select count(*) from room.stay s where s.room_id = r.id and s.left_reason in ('cut', 'node_lost')) as cuts,
      f.*
    from room.room r join cases.consult_request c on c.id = r.case_id
      cross join lateral (select ${figures} from q where q.room_id = r.id) f
    where r.created_at > platform.now() - make_interval(days => ${days}::int)
    order by r.created_at desc limit 200`.execute(db);
  const total = await sql<FigureRow>`with q as (${samplesSince(days)}) select ${figures} from q`.execute(db);
  return {
    rooms: rooms.rows.map((row) => ({
      roomId: row.id,
      caseNumber: row.number,
      institutionName: row.institution_name,
      provider: row.provider,
      openedAt: row.opened_at,
      startedAt: row.started_at,
      closedAt: row.closed_at,
      people: Number(row.people),
      cuts: Number(row.cuts),
      figures: toFigures(row),
    })),
    total: toFigures(total.rows[0]),
  };
}
