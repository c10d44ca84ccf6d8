import type { ComponentChildren } from 'preact';
import type { DeskPerson, DeskVehicle } from '../../../protocol/desk/views.ts';
import { useAuthority, useDesk } from '../desk.ts';

/** The person's data, masked, to be compared with a document on the table. */
export const PersonFacts = ({ person }: { readonly person: DeskPerson | null }) => {
  const { person: texts, instant } = useDesk().language.texts.value;
  const { timeZone } = useAuthority();
  if (person === null) return <p class="hint">{texts.unknown}</p>;
  return (
    <dl class="facts" data-testid="person" data-user-name={person.userName}>
      <Fact name={texts.name}>
        {person.displayName} <small class="hint">{texts.kind[person.kind]}</small>
      </Fact>
      <Fact name={texts.userName}>{person.userName}</Fact>
      {person.number !== null && <Fact name={texts.number}>{person.number}</Fact>}
      <Fact name={texts.phone}>{person.phone}</Fact>
      <Fact name={texts.signing}>{person.inPerson ? texts.inPerson : texts.webOnly}</Fact>
      {person.bannedUntil !== null && (
        <Fact name={texts.ban}>
          <span class="flag">{texts.bannedUntil(instant(person.bannedUntil, timeZone))}</span>
        </Fact>
      )}
    </dl>
  );
};

export const VehicleFacts = ({ vehicle }: { readonly vehicle: DeskVehicle }) => {
  const texts = useDesk().language.texts.value.vehicle;
  return (
    <dl class="facts">
      <Fact name={texts.vin}>{vehicle.vin}</Fact>
      <Fact name={texts.model}>{vehicle.model}</Fact>
    </dl>
  );
};

type FactProps = { readonly name: string; readonly children: ComponentChildren };

/** One fact with its name. */
export const Fact = ({ name, children }: FactProps) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
