import type { Ref } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { VoucherView } from '../../protocol/http/voucher.ts';
import { useApp } from './app-state.ts';
import { useInstant } from './instant.ts';
import { Action } from './parts/action.tsx';
import { Notice, type Trouble } from './parts/notice.tsx';
import { Page } from './parts/page.tsx';
import { Plate, written } from './parts/plate.tsx';
import { hrefOf } from './router.ts';

/** Browsers inside other apps, and some others, cannot print; a saved file can be printed elsewhere. */
const canPrint = (): boolean =>
  typeof globalThis.print === 'function' &&
  !/MicroMessenger|AlipayClient|DingTalk|Weibo|\bQQ\/|FBA[NV]|Instagram|; wv\)/.test(navigator.userAgent);

/** The voucher, on one page of A5 or A4 (DONE-2). */
export const VoucherPage = () => {
  const { api, language, selection } = useApp();
  const vehicle = selection.value?.id;
  const texts = language.texts.value;
  const [voucher, setVoucher] = useState<VoucherView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [saving, setSaving] = useState(false);
  const sheet = useRef<HTMLElement>(null);
  const facts = useFacts();
  useEffect(() => {
    if (vehicle === undefined) return;
    void api.readVoucher(vehicle).then((answer) => {
      if (answer.ok) setVoucher(answer.value);
      else if (answer.refusal?.code === 'wrongStage') setTrouble({ sentence: texts.voucher.missing });
      else setTrouble(answer.refusal ?? 'unreachable');
    });
  }, [vehicle]);
  const save = async (as: 'pdf' | 'jpg'): Promise<void> => {
    const plate = sheet.current?.querySelector('svg');
    if (voucher === null || !plate) return;
    setSaving(true);
    setTrouble(null);
    try {
      const { saveVoucher } = await import('./voucher/save-voucher.ts');
      await saveVoucher(as, voucher, plate, {
        title: texts.voucher.title,
        facts: facts(voucher),
        bring: texts.reserved.bring,
        documents: texts.reserved.documents,
        notes: [...(voucher.lastDayProvisional ? [texts.reserved.provisional] : []), texts.voucher.note],
      });
    } catch {
      setTrouble({ sentence: texts.voucher.saveFailed });
    }
    setSaving(false);
  };
  const printing = canPrint();
  return (
    <Page name="voucher" title={texts.voucher.title}>
      <Notice trouble={trouble} />
      {voucher !== null && <Sheet voucher={voucher} at={sheet} />}
      {voucher !== null && !printing && (
        <p class="notice no-print" data-testid="no-printing">
          {texts.voucher.noPrinting}
        </p>
      )}
      <div class="row-wrap no-print">
        {voucher !== null && printing && (
          <Action kind="main" testId="print" onPress={() => print()}>
            {texts.voucher.print}
          </Action>
        )}
        {voucher !== null && (
          <>
            <Action kind={printing ? 'plain' : 'main'} testId="save-pdf" busy={saving} onPress={() => void save('pdf')}>
              {texts.voucher.savePdf}
            </Action>
            <Action testId="save-picture" busy={saving} onPress={() => void save('jpg')}>
              {texts.voucher.savePicture}
            </Action>
          </>
        )}
        <a class="action action-plain" href={hrefOf('compose')}>
          {texts.voucher.back}
        </a>
      </div>
    </Page>
  );
};

/** The facts of a voucher's sheet, with their names. */
const useFacts = (): ((voucher: VoucherView) => readonly (readonly [name: string, value: string])[]) => {
  const { voucher: texts, reserved, day } = useApp().language.texts.value;
  const instant = useInstant();
  return (voucher) => [
    [texts.plate, written(voucher.prefix, voucher.plate)],
    [texts.applicant, voucher.displayName],
    [texts.vin, voucher.vehicle.vin],
    [texts.model, voucher.vehicle.model],
    [texts.reservedAt, instant(voucher.reservedAt)],
    [reserved.lastDay, day(voucher.lastDay)],
  ];
};

type SheetProps = { readonly voucher: VoucherView; readonly at: Ref<HTMLElement> };

const Sheet = ({ voucher, at }: SheetProps) => {
  const { voucher: texts, reserved } = useApp().language.texts.value;
  const facts = useFacts()(voucher);
  return (
    <article ref={at} class="sheet card" data-testid="voucher">
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
