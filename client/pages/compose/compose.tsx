import { useEffect, useState } from 'preact/hooks';
import type { PoolPicture } from '../../../protocol/pool-picture.ts';
import { BLANK, patternOf } from '../../lib/pattern-feed.ts';
import { useApp } from '../app-state.ts';
import { CaptchaField } from '../captcha/captcha-field.tsx';
import { useCaptcha } from '../captcha/use-captcha.ts';
import type { Choosing } from '../choosing.tsx';
import { useSecondsLeft } from '../countdown.ts';
import { heldPages } from '../late-parts.ts';
import { Action } from '../parts/action.tsx';
import { Notice } from '../parts/notice.tsx';
import { useCommand } from '../parts/use-command.ts';
import { Keyboard } from './keyboard.tsx';
import { Positions } from './positions.tsx';
import { Taken, type TakenAnswer } from './taken.tsx';
import { blankOn, choose, erase, press, spell } from './typing.ts';
import { useTyping } from './use-typing.ts';

type Props = { readonly selection: Choosing; readonly pool: PoolPicture };

/** Self-compose: type a number on the virtual keyboard, then have it verified (COMP-2 to COMP-8). */
export const Compose = ({ selection, pool }: Props) => {
  const { client, language, pattern } = useApp();
  const texts = language.texts.value.compose;
  const desk = useTyping(pool.blocks[0]?.positions.length ?? 5);
  const captcha = useCaptcha(pool.open);
  const { busy, trouble, setTrouble, run } = useCommand();
  const [taken, setTaken] = useState<TakenAnswer | null>(null);
  const cooling = useSecondsLeft(pool.open ? selection.verifyFrom : null);
  const { typing } = desk;
  // The interval counts from the opening; a page that was open before must learn its end.
  useEffect(() => {
    if (pool.open) void client.send('readSelection', {});
  }, [pool.open]);

  const text = typing === null ? '' : patternOf(typing.layout, typing.keys);
  const picture = pattern.value;
  const exact = picture?.pattern === text ? picture : null;
  const complete = text !== '' && !text.includes(BLANK);
  // Until the answer comes, the position's characters of the pattern before: a little too many, never too few.
  const usable = typing?.focus == null ? '' : (picture?.usable[typing.focus] ?? '');

  const change = (next: Parameters<typeof desk.change>[0]): void => {
    setTrouble(null);
    desk.change(next);
  };
  const clear = (): void => {
    if (typing === null) return;
    change(blankOn(typing.layout, typing.keys.length));
    void desk.renew();
  };
  const verify = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (cooling > 0 || typing === null) return;
    if (!complete) return setTrouble({ sentence: texts.needNumber });
    const answer = captcha.answer();
    if (answer === null) return setTrouble({ sentence: texts.needCaptcha });
    setTaken(null);
    const outcome = await run('verifyPlate', {
      version: selection.version,
      layout: typing.layout.id,
      keys: typing.keys,
      captcha: answer,
    });
    captcha.renew();
    if (outcome?.outcome !== 'taken') return;
    setTaken(outcome);
    await desk.renew();
  };

  const matching = (): string => {
    if (exact === null) return ' ';
    if (exact.matching === 0) return texts.noneMatching;
    return complete ? texts.complete : texts.matching(exact.matching);
  };
  return (
    <form class="compose" onSubmit={verify}>
      <div class="compose-typing">
        {taken !== null && (
          <Taken
            prefix={pool.prefix}
            taken={taken}
            triesLeft={selection.triesLeft}
            onNear={(serial) => typing !== null && change(spell(typing.layout, serial))}
          />
        )}
        {typing === null ? (
          <div class="waiting compose-waiting" aria-busy="true" />
        ) : (
          <>
            <Positions
              prefix={pool.prefix}
              typing={typing}
              picture={exact ?? picture}
              onChoose={(i) => change(choose(typing, i))}
              onErase={() => change(erase(typing))}
            />
            <p class="matching" role="status" data-testid="matching" data-count={exact?.matching}>
              {matching()}
            </p>
            <Keyboard
              layout={typing.layout}
              usable={usable}
              onPress={(key) => change(press(typing, key))}
              onErase={() => change(erase(typing))}
            />
            <div class="row">
              <Action testId="erase" onPress={() => change(erase(typing))}>
                {texts.erase}
              </Action>
              <Action testId="clear" onPress={clear}>
                {texts.clear}
              </Action>
            </div>
          </>
        )}
        <Notice trouble={desk.trouble} />
      </div>
      <div class="compose-verify card">
        <CaptchaField captcha={captcha} />
        <Notice trouble={trouble} />
        <Action
          kind="main"
          type="submit"
          testId="verify"
          busy={busy}
          blocked={cooling > 0 || selection.verifyFrom === null || !pool.open || heldPages.part.value === null}
        >
          <span class="digits">{cooling > 0 ? texts.verifyIn(cooling) : texts.verify}</span>
        </Action>
      </div>
    </form>
  );
};
