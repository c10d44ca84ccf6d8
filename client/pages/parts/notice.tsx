import type { Refusal } from '../../../protocol/refusals.ts';
import { useFrame } from '../frame.ts';

/** The server's refusal, its silence, or a sentence of the page's own. */
export type Trouble = Refusal | 'unanswered' | 'unreachable' | { readonly sentence: string };

/** One sentence about trouble; a screen reader speaks it as it appears. */
export const Notice = ({ trouble }: { readonly trouble: Trouble | null }) => {
  const { language, detailOf } = useFrame();
  const sentence = (): string => {
    if (trouble === null) return '';
    if (typeof trouble === 'string') return language.texts.value.connection[trouble];
    if ('sentence' in trouble) return trouble.sentence;
    return `${trouble[language.code.value]}${detailOf(trouble)}`;
  };
  return (
    <div role="alert" class="notice-place" data-testid="notice" data-code={codeOf(trouble)}>
      {trouble !== null && <p class="notice">{sentence()}</p>}
    </div>
  );
};

const codeOf = (trouble: Trouble | null): string | undefined => {
  if (trouble === null || typeof trouble === 'string') return trouble ?? undefined;
  return 'code' in trouble ? trouble.code : undefined;
};
