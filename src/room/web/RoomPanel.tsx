import { VideoCameraOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { get } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { useGo } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { RoomView } from "../api.js";
import { useRoomTexts } from "./texts.js";

const callable = ["accepted", "in_session", "opinion_signed"];

/** On the page of a case: one tap into its room. */
export function RoomPanel({ caseId, caseView }: CasePanelProps) {
  const t = useRoomTexts();
  const may = useMay();
  const go = useGo();
  const isCallable = callable.includes(caseView.status) && may("room.enter");
  const query = useQuery({
    queryKey: ["case", caseId, "room"],
    queryFn: () => get(`/api/cases/${caseId}/room`, RoomView),
    enabled: isCallable,
  });
  const room = query.data;
  if (!isCallable || !room || (!room.may.enter && !room.may.open)) return null;
  const here = room.people.filter((one) => one.isHere).map((one) => one.name);
  const isOpen = room.room?.status === "open";
  return (
    <Card title={t("panel.title")}>
      <p className="c-quiet">
        {!isOpen
          ? t("panel.openNote")
          : here.length > 0
            ? t("panel.here", { names: here.join("、") })
            : t("panel.nobody")}
      </p>
      <div className="c-actions">
        <Button
          type={isOpen ? "primary" : "default"}
          size="large"
          icon={<VideoCameraOutlined />}
          onClick={() => go(`/room/${caseId}`)}
        >
          {t("panel.enter")}
        </Button>
      </div>
    </Card>
  );
}
