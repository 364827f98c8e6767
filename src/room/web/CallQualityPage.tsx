import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useSearchParam } from "../../web/navigation.js";
import { type QualityFigures, QualityOverview, type QualityRoom } from "../api.js";
import "./room.css";
import { useOverviewTexts } from "./overview-texts.js";

const periods = [1, 7, 30, 90] as const;

/** 通话质量: what the pages measured, call by call and in sum, for who keeps the network. */
export function CallQualityPage() {
  const t = useOverviewTexts();
  const [chosen, choose] = useSearchParam("days");
  const days = periods.find((one) => String(one) === chosen) ?? 30;
  const query = useQuery({
    queryKey: ["room-quality", { days }],
    queryFn: () => get(withQuery("/api/room-quality", { days }), QualityOverview),
  });
  return (
    <>
      <PageHeader
        title={t("quality.title")}
        note={t("quality.note")}
        extra={
          <Segmented
            aria-label={t("quality.days")}
            value={days}
            options={periods.map((count) => ({ value: count, label: t("quality.lastDays", { count }) }))}
            onChange={(value) => choose(String(value))}
          />
        }
      />
      <QueryView query={query} lines={8}>
        {({ rooms, total }) =>
          rooms.length === 0 ? (
            <EmptyState title={t("quality.emptyTitle")} note={t("quality.emptyNote")} />
          ) : (
            <div className="c-stack">
              <Card title={t("quality.total")}>
                <Total figures={total} />
              </Card>
              <Card title={t("quality.rooms")}>
                <Rooms rooms={rooms} />
              </Card>
            </div>
          )
        }
      </QueryView>
    </>
  );
}

function useFigures() {
  const t = useOverviewTexts();
  const or = (value: number | null, unit: string) => (value === null ? t("quality.none") : `${value}${unit}`);
  return (one: QualityFigures) => ({
    height: or(one.medianHeight === null ? null : Math.round(one.medianHeight), "p"),
    fps: or(one.medianFps, " fps"),
    loss: or(one.lossPercentP95, " %"),
    roundTrip: or(one.roundTripMsP95, " ms"),
    jitter: or(one.jitterMsP95, " ms"),
    firstFrame: or(one.firstFrameMsP95, " ms"),
    freezes: String(one.freezes),
    samples: String(one.samples),
  });
}

const shown = ["height", "fps", "loss", "roundTrip", "jitter", "firstFrame", "freezes", "samples"] as const;

function Total({ figures }: { figures: QualityFigures }) {
  const t = useOverviewTexts();
  const words = useFigures()(figures);
  return (
    <dl className="r-total">
      {shown.map((key) => (
        <div key={key}>
          <dt>{t(`quality.${key}`)}</dt>
          <dd>{words[key]}</dd>
        </div>
      ))}
    </dl>
  );
}

function Rooms({ rooms }: { rooms: readonly QualityRoom[] }) {
  const t = useOverviewTexts();
  const figures = useFigures();
  const columns: DataColumn<QualityRoom>[] = [
    {
      key: "when",
      title: t("quality.when"),
      card: "head",
      isAlways: true,
      render: (row) => (row.openedAt === null ? "–" : <LocalTime at={row.openedAt} />),
    },
    {
      key: "case",
      title: t("quality.case"),
      render: (row) => `${row.institutionName} ${row.caseNumber ?? ""}`,
    },
    { key: "people", title: t("quality.people"), align: "right", render: (row) => row.people },
    { key: "cuts", title: t("quality.cuts"), align: "right", render: (row) => row.cuts },
    ...shown.map((key) => ({
      key,
      title: t(`quality.${key}`),
      align: "right" as const,
      render: (row: QualityRoom) => figures(row.figures)[key],
    })),
  ];
  return (
    <DataTable
      id="room.quality"
      label={t("quality.rooms")}
      rows={rooms}
      rowKey={(row) => row.roomId}
      columns={columns}
      empty={<EmptyState title={t("quality.emptyTitle")} />}
    />
  );
}
