import { expectTypeOf, test } from 'vitest';
import type { Translation } from '../../client/texts/translation.ts';
import type { Texts } from '../../client/texts/zh.ts';

const original = { title: '号牌', left: (n: number) => `剩余 ${n} 次`, steps: ['一'], part: { again: '重试' } };
type Translated = Translation<typeof original>;

test('a translation that lacks a text, has one too many, or asks for other parameters does not compile', () => {
  const whole = { title: 'Plate', left: (n: number) => `${n} left`, steps: ['one', 'two'], part: { again: 'Again' } };
  expectTypeOf(whole).toExtend<Translated>();
  // @ts-expect-error a text is missing
  const lacking: Translated = { ...whole, part: {} };
  // @ts-expect-error a text is superfluous
  const superfluous: Translated = { ...whole, part: { again: 'Again', never: 'Never' } };
  // @ts-expect-error a text asks for what it is not given
  const asking: Translated = { ...whole, left: (plate: string) => `${plate} left` };
  expectTypeOf([lacking, superfluous, asking]).toExtend<readonly Translated[]>();
  expectTypeOf<Texts['held']['sentence']>().toEqualTypeOf<(seconds: number) => string>();
});
