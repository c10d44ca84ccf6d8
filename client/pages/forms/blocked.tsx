import type { Refusal } from '../../../protocol/refusals.ts';
import { useApp } from '../app-state.ts';
import { useInstant } from '../instant.ts';
import { DeskAdvice } from './desk-advice.tsx';
import { useFormTexts } from './form-texts.ts';

/** The obstacle to every application: no signing in person yet, or a ban and its end (ELIG-4). */
export const Blocked = ({ refusal }: { readonly refusal: Refusal }) => {
  const { language } = useApp();
  const { account } = useFormTexts();
  const instant = useInstant();
  if (refusal.code === 'inPersonRequired') return <DeskAdvice />;
  return (
    <p class="notice" role="status" data-testid="blocked" data-code={refusal.code}>
      {refusal[language.code.value]}{' '}
      {refusal.until !== undefined && <b>{account.bannedUntil(instant(refusal.until))}</b>}
    </p>
  );
};
