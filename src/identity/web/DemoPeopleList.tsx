import { RightOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, Nothing, post, showProblem } from "../../web/api-client.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { enter } from "../../web/session.js";
import { DemoPeople, type DemoPerson, roleNames } from "../api.js";
import { type DemoGroup, groupDemoPeople } from "./demo-groups.js";
import { useIdentityTexts } from "./texts.js";

/** So many of a role are shown before the rest is asked for. */
const shownAtFirst = 4;

/** The invented people of the demo, by role; one click enters. */
export function DemoPeopleList() {
  const t = useIdentityTexts();
  const queryClient = useQueryClient();
  const people = useQuery({ queryKey: ["demo-people"], queryFn: () => get("/api/demo-people", DemoPeople) });
  const [search, setSearch] = useState("");
  const entering = useMutation({
    mutationFn: async (personId: string) => {
      await post("/api/session/demo", Nothing, { personId });
      await enter(queryClient);
    },
    onError: showProblem,
  });
  return (
    <>
      <h2>{t("demo.title")}</h2>
      <p className="c-quiet">{t("demo.note")}</p>
      <div className="c-sign-in-search">
        <SearchBox
          value={search}
          onChange={setSearch}
          placeholder={t("demo.search")}
          label={t("demo.search")}
        />
      </div>
      <QueryView query={people} lines={8}>
        {({ people: all }) => {
          const groups = groupDemoPeople(all, search);
          if (groups.length === 0) return <EmptyState title={t("demo.none")} note={t("demo.noneNote")} />;
          return groups.map((group) => (
            <PeopleOfRole
              key={group.role}
              group={group}
              isFiltered={search.trim() !== ""}
              enteringId={entering.isPending ? entering.variables : undefined}
              onEnter={(personId) => entering.mutate(personId)}
            />
          ));
        }}
      </QueryView>
    </>
  );
}

function PeopleOfRole(props: {
  group: DemoGroup;
  isFiltered: boolean;
  enteringId: string | undefined;
  onEnter: (personId: string) => void;
}) {
  const { group, isFiltered, enteringId, onEnter } = props;
  const t = useIdentityTexts();
  const words = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const shown = isOpen || isFiltered ? group.people : group.people.slice(0, shownAtFirst);
  return (
    <section className="c-people">
      <h3>
        {words(roleNames[group.role])} <span>{t("demo.people", { count: group.people.length })}</span>
      </h3>
      <ul>
        {shown.map((person) => (
          <li key={person.personId}>
            <PersonButton
              person={person}
              isBusy={enteringId === person.personId}
              isOff={enteringId !== undefined}
              onEnter={onEnter}
            />
          </li>
        ))}
      </ul>
      {shown.length < group.people.length && (
        <Button type="link" size="small" onClick={() => setIsOpen(true)}>
          {t("demo.all", { count: group.people.length })}
        </Button>
      )}
    </section>
  );
}

function PersonButton(props: {
  person: DemoPerson;
  isBusy: boolean;
  isOff: boolean;
  onEnter: (personId: string) => void;
}) {
  const { person, isBusy, isOff, onEnter } = props;
  return (
    <button
      type="button"
      className="c-person-button"
      disabled={isOff}
      aria-busy={isBusy}
      onClick={() => onEnter(person.personId)}
    >
      <span className="c-avatar" aria-hidden="true">
        {person.name.slice(0, 1)}
      </span>
      <span className="c-person-lines">
        <strong>{person.name}</strong>
        <span>{person.institutionName}</span>
        {person.hint !== "" && <span>{person.hint}</span>}
      </span>
      <RightOutlined aria-hidden="true" />
    </button>
  );
}
