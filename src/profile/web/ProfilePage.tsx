import { PrinterOutlined, SwapOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { useGo, usePathParam, useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { ProfileView } from "../api.js";
import { titleRankNames } from "../domain/words.js";
import { Contest } from "./Contest.js";
import { DimensionTable, hiddenDimensions } from "./DimensionTable.js";
import "./profile.css";
import { Radar } from "./Radar.js";
import { SkillsCard } from "./SkillsCard.js";
import { SubScores } from "./SubScores.js";
import { useProfileTexts } from "./texts.js";
import { TimelineCard } from "./TimelineCard.js";

/** 能力画像: what the evidence says an expert can do, how sure it is, and why. */
export function ProfilePage() {
  const practitionerId = usePathParam("practitionerId");
  const [as] = useSearchParam("as");
  const t = useProfileTexts();
  const back = { label: t("back"), to: `/experts/${practitionerId}` };
  const profile = useQuery({
    queryKey: ["experts", practitionerId, "profile", { as }],
    queryFn: () => get(withQuery(`/api/experts/${practitionerId}/profile`, { as }), ProfileView),
  });
  return (
    <>
      {profile.data === undefined && <PageHeader title={t("title")} back={back} />}
      <QueryView query={profile} lines={10}>
        {(data) => <Profile profile={data} as={as} back={back} />}
      </QueryView>
    </>
  );
}

function Profile(props: { profile: ProfileView; as: string; back: { label: string; to: string } }) {
  const { profile, as, back } = props;
  const t = useProfileTexts();
  const words = useWords();
  const may = useMay();
  const go = useGo();
  const { practitionerId, peerGroup } = profile;
  const rank = titleRankNames[peerGroup.titleRank];
  const peers = [peerGroup.specialtyName ?? t("peersUnknown"), rank === undefined ? "" : words(rank)]
    .filter((part) => part !== "")
    .join(" · ");
  const print = withQuery(`/api/experts/${practitionerId}/profile.pdf`, { as });
  return (
    <>
      <PageHeader
        title={t("titleOf", { name: profile.name })}
        note={t("note", { peers, asOf: profile.asOf, model: profile.modelVersion })}
        back={back}
        extra={
          <>
            <ViewAs profile={profile} />
            {may("profile.compare") && (
              <Button icon={<SwapOutlined />} onClick={() => go(`/experts/compare?first=${practitionerId}`)}>
                {t("compare")}
              </Button>
            )}
            <Button type="primary" icon={<PrinterOutlined />} href={print} target="_blank" rel="noreferrer">
              {t("print")}
            </Button>
          </>
        }
      />
      {as !== "" && (
        <p className="c-notice-line">{t("viewedAs", { viewer: t(`viewer.${profile.viewer}`) })}</p>
      )}
      {profile.state === "pending" ? (
        <EmptyState title={t("pending")} note={t("pendingNote")} />
      ) : profile.state === "insufficient" ? (
        <EmptyState title={t("insufficient")} note={t("insufficientNote")} />
      ) : (
        <div className="c-columns-2 c-profile">
          <div className="c-stack">
            <Card title={t("radar.card")}>
              <div className="c-radar-box">
                {profile.dimensions.some(({ score }) => score !== null) && (
                  <Radar
                    series={[{ key: "first", name: profile.name, dimensions: profile.dimensions }]}
                    hidden={hiddenDimensions(profile)}
                  />
                )}
                <DimensionTable profile={profile} />
              </div>
              {profile.dimensions.some(({ score }) => score !== null) && (
                <p className="c-quiet">{t("radar.legend")}</p>
              )}
            </Card>
            {profile.subs.length > 0 && <SubScores profile={profile} />}
            {profile.timeline !== null && <TimelineCard timeline={profile.timeline} />}
          </div>
          <div className="c-stack">
            <SkillsCard practitionerId={practitionerId} as={as} />
            {profile.viewer === "expert" && <Contest profile={profile} />}
          </div>
        </div>
      )}
    </>
  );
}

/** 查看身份: the expert, his hospital and the platform see what the others see. */
function ViewAs({ profile }: { profile: ProfileView }) {
  const t = useProfileTexts();
  const [as, setAs] = useSearchParam("as");
  if (profile.mayViewAs.length < 2) return null;
  const own = profile.mayViewAs.at(-1) ?? profile.viewer;
  return (
    <Select
      aria-label={t("viewAs")}
      className="c-view-as"
      value={as === "" ? own : as}
      onChange={(viewer) => setAs(viewer === own ? "" : viewer)}
      options={profile.mayViewAs
        .toReversed()
        .map((viewer) => ({ value: viewer, label: `${t("viewAs")}：${t(`viewer.${viewer}`)}` }))}
    />
  );
}
