import { useEffect, useState } from 'preact/hooks';
import type { DeskAnswerOf } from '../../../protocol/desk/client-to-server.ts';
import { plateOf } from '../../../protocol/normal-form.ts';
import { Action } from '../../pages/parts/action.tsx';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { written } from '../../pages/parts/plate.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Field } from '../parts/field.tsx';
import { Fact, PersonFacts, VehicleFacts } from '../parts/person.tsx';
import { useCommand } from '../parts/use-command.ts';

type Voucher = DeskAnswerOf<'readVoucher'>;

/** The longest plate: a prefix of two characters, and six. A longer text is a voucher's signed text. */
const PLATE_LENGTH = 8;

/** Handing over the plate: the clerk reads a voucher, compares the documents, and registers the number (DONE-3). */
export const CollectPage = ({ plate }: { readonly plate: string }) => {
  const texts = useDesk().language.texts.value;
  const { prefix, timeZone } = useAuthority();
  const [text, setText] = useState(plate);
  const [voucher, setVoucher] = useState<Voucher | null>(null);
  const [done, setDone] = useState<DeskAnswerOf<'collectVoucher'> | null>(null);
  const reading = useCommand();
  const collecting = useCommand();

  const read = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    const asPlate = plateOf(text);
    if (asPlate === '') return;
    setVoucher(null);
    setDone(null);
    collecting.setTrouble(null);
    const by =
      asPlate.length > PLATE_LENGTH
        ? ({ by: 'qr', text: text.trim() } as const)
        : ({ by: 'plate', plate: asPlate } as const);
    setVoucher(await reading.run('readVoucher', { voucher: by }));
  };
  useEffect(() => {
    if (plate !== '') void read();
  }, []);
  const collect = async (shown: Voucher): Promise<void> => {
    const answer = await collecting.run('collectVoucher', { selection: shown.selection.id, plate: shown.plate });
    if (answer === null) return;
    setDone(answer);
    setVoucher(null);
    setText('');
  };
  return (
    <Page name="collect" title={texts.pages.collect}>
      <form class="card" onSubmit={read}>
        <p>{texts.collect.explain}</p>
        <Field
          name="voucher"
          label={texts.collect.label}
          hint={texts.collect.hint}
          rows={3}
          value={text}
          onInput={setText}
          onEnter={() => void read()}
        />
        <Action kind="main" type="submit" testId="read-voucher" busy={reading.busy}>
          {texts.collect.read}
        </Action>
        <Notice trouble={reading.trouble} />
      </form>
      {voucher !== null && (
        <section class="card" data-testid="voucher" data-plate={voucher.plate} data-signed={voucher.signed}>
          <h2 class="plate-words">{written(prefix, voucher.plate)}</h2>
          <p class={voucher.signed ? 'notice notice-green' : 'notice notice-amber'}>
            {voucher.signed ? texts.collect.signed : texts.collect.unsigned}
          </p>
          <p>{texts.collect.compare}</p>
          <PersonFacts person={voucher.selection.person} />
          {voucher.selection.vehicle !== null && <VehicleFacts vehicle={voucher.selection.vehicle} />}
          <dl class="facts">
            <Fact name={texts.collect.lastDay}>
              {texts.day(voucher.lastDay)}
              {voucher.lastDayProvisional && texts.find.provisional}
            </Fact>
          </dl>
          <Confirm
            testId="collect"
            kind="main"
            label={texts.collect.action}
            says={texts.collect.warning(written(prefix, voucher.plate))}
            sure={texts.collect.sure}
            busy={collecting.busy}
            onSure={() => void collect(voucher)}
          />
        </section>
      )}
      <Notice trouble={collecting.trouble} />
      <Done>
        {done === null ? null : (
          <p>{texts.collect.done(written(prefix, done.plate), texts.instant(done.registeredAt, timeZone))}</p>
        )}
      </Done>
    </Page>
  );
};
