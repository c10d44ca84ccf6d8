import { useEffect, useState } from 'preact/hooks';
import type { VoucherView } from '../../protocol/http.ts';
import { useApp } from './app-state.ts';
import { useInstant } from './instant.ts';
import { Action } from './parts/action.tsx';
import { Notice, type Trouble } from './parts/notice.tsx';
import { Page } from './parts/page.tsx';
import { Plate, written } from './parts/plate.tsx';
import { hrefOf } from './router.ts';

/** The voucher, on one page of A5 or A4 (DONE-2). */
export const VoucherPage = () => {
  const { api, language, selection } = useApp();
  const vehicle = selection.value?.id;
  const texts = language.texts.value;
  const [voucher, setVoucher] = useState<VoucherView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => {
    if (vehicle === undefined) return;
    void api.readVoucher(vehicle).then((answer) => {
      if (answer.ok) setVoucher(answer.value);
      else if (answer.refusal?.code === 'wrongStage') setTrouble({ sentence: texts.voucher.missing });
      else setTrouble(answer.refusal ?? 'unreachable');
    });
  }, [vehicle]);
  return (
    <Page name="voucher" title={texts.voucher.title}>
      <Notice trouble={trouble} />
      {voucher !== null && <Sheet voucher={voucher} />}
      <div class="row no-print">
        {voucher !== null && (
          <Action kind="main" testId="print" onPress={() => print()}>
            {texts.voucher.print}
          </Action>
        )}
        <a class="action action-plain" href={hrefOf('compose')}>
          {texts.voucher.back}
        </a>
      </div>
    </Page>
  );
};

const Sheet = ({ voucher }: { readonly voucher: VoucherView }) => {
  const { voucher: texts, reserved } = useApp().language.texts.value;
  const instant = useInstant();
  const facts = [
    [texts.plate, written(voucher.prefix, voucher.plate)],
    [texts.applicant, voucher.displayName],
    [texts.vin, voucher.vehicle.vin],
    [texts.model, voucher.vehicle.model],
    [texts.reservedAt, instant(voucher.reservedAt)],
    [reserved.lastDay, reserved.day(voucher.lastDay)],
  ] as const;
  return (
    <article class="sheet card" data-testid="voucher">
      <div class="sheet-top">
        <Plate prefix={voucher.prefix} serial={voucher.plate} testId="voucher-plate" />
        <img
          class="sheet-qr"
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(voucher.qr)}`}
          alt={texts.qr}
        />
      </div>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {voucher.lastDayProvisional && <p class="hint">{reserved.provisional}</p>}
      <h2>{reserved.bring}</h2>
      <ul class="documents">
        {reserved.documents.map((document) => (
          <li key={document}>{document}</li>
        ))}
      </ul>
      <p class="hint">{texts.note}</p>
    </article>
  );
};
