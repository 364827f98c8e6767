import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { Nothing, postOnce, put, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { EmptyState } from "../../web/components/states.js";
import { AppLink } from "../../web/navigation.js";
import { useSession } from "../../web/session.js";
import { RoomOpened, type RoomView } from "../api.js";
import type { Devices } from "./call/devices.js";
import { DeviceCheck } from "./DeviceCheck.js";
import { useRoomTexts } from "./texts.js";

export type Tracks = Pick<Devices, "audio" | "video">;

/** Before the call: who is there, the physician present, and the devices. */
export function Entry(props: {
  room: RoomView;
  isBusy: boolean;
  onNear: () => void;
  onEnter: (tracks: Tracks) => void;
}) {
  const { room, isBusy, onNear, onEnter } = props;
  const t = useRoomTexts();
  const { name } = useSession();
  const here = room.people.filter((one) => one.isHere);
  if (!room.may.enter && !room.may.open)
    return (
      <EmptyState
        title={t(room.may.call ? "entry.waitForHost" : "over.title")}
        action={<AppLink to={`/cases/${room.caseId}`}>{t("back")}</AppLink>}
      />
    );
  const isMissing = room.myRole === "requester" && room.qualified === null;
  return (
    <div className="r-entry c-stack">
      <Card title={t("title")}>
        <p>
          {here.length === 0
            ? t("entry.nobody")
            : t("entry.people", { names: here.map((one) => one.name).join("、") })}
        </p>
        {here.some((one) => one.name === name) && <p className="c-quiet">{t("entry.elsewhere")}</p>}
        {room.myRole === "requester" && <Qualified room={room} />}
        <DeviceCheck
          isBusy={isBusy}
          isBlocked={isMissing}
          onNear={onNear}
          onEnter={onEnter}
          {...(room.may.open && { enterLabel: t("entry.openFirst") })}
        />
        <p>
          <AppLink to={`/cases/${room.caseId}`}>{t("back")}</AppLink>
        </p>
      </Card>
    </div>
  );
}

/** The inviter's physician who is present, and at levels I and II that treatment goes first. */
function Qualified({ room }: { room: RoomView }) {
  const t = useRoomTexts();
  const session = useSession();
  const queryClient = useQueryClient();
  const [name, setName] = useState(session.name);
  const [title, setTitle] = useState("");
  const [isConfirmed, setConfirmed] = useState(false);
  const save = useMutation({
    mutationFn: async () => {
      // A room that is not open yet is opened by whoever records: what is recorded belongs to it.
      if (room.room === null) await postOnce(`/api/cases/${room.caseId}/room/open`, RoomOpened);
      await put(`/api/cases/${room.caseId}/room/qualified`, Nothing, {
        name: name.trim(),
        title: title.trim(),
        isRescueConfirmed: isConfirmed,
      });
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", room.caseId, "room"] }),
  });
  if (room.qualified !== null)
    return <p className="c-quiet">{t("qualified.recorded", { ...room.qualified })}</p>;
  const isReady = name.trim().length >= 2 && title.trim().length >= 2 && (!room.isRescueFirst || isConfirmed);
  return (
    <section className="r-qualified" aria-label={t("qualified.title")}>
      {room.isRescueFirst && (
        <div className="r-rescue" role="note">
          <b>{t("qualified.rescueTitle", { level: room.urgencyLevel ?? "" })}</b>
          <span>{t("qualified.rescueNote")}</span>
        </div>
      )}
      <h3>{t("qualified.title")}</h3>
      <p className="c-quiet">{t("qualified.note")}</p>
      <form
        className="r-line"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save.mutate();
        }}
      >
        <Input
          value={name}
          maxLength={50}
          aria-label={t("qualified.name")}
          placeholder={t("qualified.name")}
          onChange={(event) => setName(event.target.value)}
        />
        <Input
          value={title}
          maxLength={50}
          aria-label={t("qualified.job")}
          placeholder={t("qualified.jobHint")}
          onChange={(event) => setTitle(event.target.value)}
        />
        {room.isRescueFirst && (
          <Checkbox checked={isConfirmed} onChange={(event) => setConfirmed(event.target.checked)}>
            {t("qualified.rescue")}
          </Checkbox>
        )}
        <Button type="primary" htmlType="submit" disabled={!isReady} loading={save.isPending}>
          {t("qualified.save")}
        </Button>
      </form>
    </section>
  );
}
