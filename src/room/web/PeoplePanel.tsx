import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Radio, Select } from "antd";
import { useState } from "react";
import type { z } from "zod";
import { ExpertList } from "../../experts/api.js";
import { del, get, Nothing, post, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { GuestLinkMade, InvitationView, type RoomView } from "../api.js";
import type { Call } from "./call/call.js";
import { useRoomTexts } from "./texts.js";
import { useCallView } from "./use-call.js";

/** Who is here and who waits; what a moderator does about them. */
export function PeoplePanel({ call, room }: { call: Call; room: RoomView }) {
  const t = useRoomTexts();
  const view = useCallView(call);
  const queryClient = useQueryClient();
  const { caseId } = room;
  const url = `/api/cases/${caseId}/room`;
  const act = useMutation({
    mutationFn: ({ what, body }: { what: "admit" | "remove" | "mute"; body: object }) =>
      post(`${url}/${what}`, Nothing, body),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
  });
  const isModerator = room.may.moderate;
  return (
    <div className="c-form-gap r-people">
      {view.lobby.length > 0 && isModerator && (
        <section aria-label={t("people.lobby")}>
          <h3>{t("people.lobby")}</h3>
          <ul>
            {view.lobby.map(({ participantId, name, label }) => (
              <li key={participantId}>
                <span>
                  {name} <small>{label}</small>
                </span>
                <Button type="primary" onClick={() => act.mutate({ what: "admit", body: { participantId } })}>
                  {t("people.admit")}
                </Button>
                <Button onClick={() => act.mutate({ what: "remove", body: { participantId } })}>
                  {t("people.refuse")}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t("people.here")}>
        <h3>{t("people.here")}</h3>
        <ul>
          {view.others.map(({ stayId, participantId, name, label, role, media, isModerator: moderates }) => (
            <li key={stayId}>
              <span>
                {name} <small>{[t(`people.roles.${role}`), label].filter(Boolean).join(" · ")}</small>
                {moderates && <small> · {t("people.moderator")}</small>}
              </span>
              {isModerator && (
                <>
                  {media.audio && (
                    <Button
                      size="small"
                      onClick={() => act.mutate({ what: "mute", body: { participantId, track: "audio" } })}
                    >
                      {t("people.mute", { name })}
                    </Button>
                  )}
                  {media.video && (
                    <Button
                      size="small"
                      onClick={() => act.mutate({ what: "mute", body: { participantId, track: "video" } })}
                    >
                      {t("people.cameraOff", { name })}
                    </Button>
                  )}
                  <Button
                    size="small"
                    danger
                    onClick={() => act.mutate({ what: "remove", body: { participantId } })}
                  >
                    {t("people.remove", { name })}
                  </Button>
                </>
              )}
            </li>
          ))}
          {isModerator &&
            room.people
              .filter((one) => one.status === "removed")
              .map(({ participantId, name }) => (
                <li key={participantId}>
                  <Button size="small" onClick={() => act.mutate({ what: "admit", body: { participantId } })}>
                    {t("people.readmit", { name })}
                  </Button>
                </li>
              ))}
        </ul>
      </section>
      {isModerator && <Guests room={room} />}
      {isModerator && <Invite room={room} />}
    </div>
  );
}

function Guests({ room }: { room: RoomView }) {
  const t = useRoomTexts();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [relation, setRelation] = useState<"patient" | "family">("patient");
  const [made, setMade] = useState<{ name: string; link: string }>();
  const url = `/api/cases/${room.caseId}/room/guest-links`;
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["case", room.caseId, "room"] });
  const make = useMutation({
    mutationFn: () => post(url, GuestLinkMade, { name: name.trim(), relation }),
    onSuccess: ({ path }: z.output<typeof GuestLinkMade>) => {
      setMade({ name: name.trim(), link: `${location.origin}${path}` });
      setName("");
    },
    onError: showProblem,
    onSettled: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => del(`${url}/${id}`, Nothing),
    onError: showProblem,
    onSettled: refresh,
  });
  return (
    <section aria-label={t("people.guests")}>
      <h3>{t("people.guests")}</h3>
      <p className="c-quiet">{t("people.guestsNote")}</p>
      <form
        className="r-line"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") make.mutate();
        }}
      >
        <Input
          value={name}
          maxLength={50}
          placeholder={t("people.guestName")}
          aria-label={t("people.guestName")}
          onChange={(event) => setName(event.target.value)}
        />
        <Radio.Group
          value={relation}
          onChange={(event) => setRelation(event.target.value as "patient" | "family")}
          options={[
            { value: "patient", label: t("people.patient") },
            { value: "family", label: t("people.family") },
          ]}
        />
        <Button htmlType="submit" disabled={name.trim() === ""} loading={make.isPending}>
          {t("people.makeLink")}
        </Button>
      </form>
      {made && (
        <div className="r-line" role="status">
          <p>{t("people.link", { name: made.name })}</p>
          <Input readOnly value={made.link} aria-label={t("people.link", { name: made.name })} />
          <Button
            onClick={() =>
              void navigator.clipboard
                .writeText(made.link)
                .then(() => showDone(t("people.copied")), showProblem)
            }
          >
            {t("people.copy")}
          </Button>
        </div>
      )}
      <ul>
        {room.guestLinks.map(({ id, guestName, state }) => (
          <li key={id}>
            <span>
              {guestName} <small>{t(`people.linkStates.${state}`)}</small>
            </span>
            {(state === "open" || state === "used") && (
              <Button size="small" onClick={() => revoke.mutate(id)}>
                {t("people.revoke")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invite({ room }: { room: RoomView }) {
  const t = useRoomTexts();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState("");
  const [roleId, setRoleId] = useState<string>();
  const [reason, setReason] = useState("");
  const q = useDebounced(typed.trim(), 200);
  const found = useQuery({
    queryKey: ["experts", { q, room: true }],
    queryFn: () => get(withQuery("/api/experts", { q, status: "active", limit: 20 }), ExpertList),
    enabled: q !== "",
    meta: { still: true },
  });
  const invite = useMutation({
    mutationFn: () =>
      postOnce(`/api/cases/${room.caseId}/room/invitations`, InvitationView, {
        practitionerRoleId: roleId,
        reason: reason.trim(),
      }),
    onSuccess: () => {
      showDone(t("people.inviteSent"));
      setRoleId(undefined);
      setReason("");
      setTyped("");
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", room.caseId, "room"] }),
  });
  return (
    <section aria-label={t("people.invite")}>
      <h3>{t("people.invite")}</h3>
      <p className="c-quiet">{t("people.inviteNote")}</p>
      <div className="r-line">
        <Select
          showSearch={{ filterOption: false, onSearch: setTyped }}
          aria-label={t("people.inviteFind")}
          placeholder={t("people.inviteFind")}
          loading={found.isFetching}
          value={roleId ?? null}
          onChange={(value: string | null) => setRoleId(value ?? undefined)}
          options={(found.data?.items ?? []).map((one) => ({
            value: one.practitionerRoleId,
            label: [one.name, one.departmentName, one.institutionName].join(" · "),
          }))}
        />
        <Input
          value={reason}
          maxLength={500}
          aria-label={t("people.inviteReason")}
          placeholder={t("people.inviteReason")}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button
          disabled={roleId === undefined || reason.trim().length < 2}
          loading={invite.isPending}
          onClick={() => invite.mutate()}
        >
          {t("people.inviteSend")}
        </Button>
      </div>
      <ul>
        {room.invitations.map((one) => (
          <li key={one.id}>
            <span>
              {one.expertName} <small>{one.institutionName}</small>
            </span>
            <small>{t(`people.invitationStates.${one.status}`)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
