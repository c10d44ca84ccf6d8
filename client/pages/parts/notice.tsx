import type { Refusal } from '../../../protocol/refusals.ts';
import { useApp } from '../app-state.ts';

/** What went otherwise than hoped: the server's refusal, silence, or a sentence of the page's own. */
export type Trouble = Refusal | 'unanswered' | 'unreachable' | { readonly sentence: string };

/** One sentence about trouble, said aloud as it appears. */
export const Notice = ({ trouble }: { readonly trouble: Trouble | null }) => {
  const { language } = useApp();
  const texts = language.texts.value;
  const sentence = (): string => {
    if (trouble === null) return '';
    if (typeof trouble === 'string') return texts.connection[trouble];
    if ('sentence' in trouble) return trouble.sentence;
    const left = trouble.entriesLeft;
    return `${trouble[language.code.value]}${left === undefined ? '' : ` ${texts.code.entriesLeft(left)}`}`;
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
