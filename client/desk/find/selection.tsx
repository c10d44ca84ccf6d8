import type { DeskSelection, DeskStage } from '../../../protocol/desk/views.ts';
import { written } from '../../pages/parts/plate.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Fact, PersonFacts, VehicleFacts } from '../parts/person.tsx';
import { hrefOf } from '../router.ts';

const platesOf = (stage: DeskStage): readonly string[] => {
  if ('plates' in stage) return stage.plates;
  return 'plate' in stage ? [stage.plate] : [];
};

type Props = { readonly selection: DeskSelection; readonly withPerson?: boolean };

/** One selection: its stage in plain words, its number, its person and its vehicle. */
export const SelectionFacts = ({ selection, withPerson = true }: Props) => {
  const { language, may } = useDesk();
  const texts = language.texts.value;
  const { prefix } = useAuthority();
  const { present, person, vehicle } = selection;
  const plates = platesOf(present);
  return (
    <>
      <div class="stage" data-testid="selection" data-stage={present.stage} data-id={selection.id}>
        {plates.map((plate) => (
          <b key={plate} class="plate-words">
            {written(prefix, plate)}
          </b>
        ))}
        <p>{selection.words[language.code.value]}</p>
      </div>
      <dl class="facts">
        {present.stage === 'choosing' && (
          <Fact name={texts.find.chances}>{texts.find.chancesLeft(selection.triesLeft, selection.drawsLeft)}</Fact>
        )}
        {'lastDay' in present && (
          <Fact name={texts.find.lastDay}>
            {texts.day(present.lastDay)}
            {'lastDayProvisional' in present && present.lastDayProvisional && texts.find.provisional}
          </Fact>
        )}
      </dl>
      {present.stage === 'reserved' && may('collectVoucher') && (
        <p>
          <a class="action action-plain" data-testid="to-collect" href={hrefOf({ page: 'collect', of: present.plate })}>
            {texts.find.collect}
          </a>
        </p>
      )}
      {withPerson && <PersonFacts person={person} />}
      {vehicle !== null && <VehicleFacts vehicle={vehicle} />}
    </>
  );
};
