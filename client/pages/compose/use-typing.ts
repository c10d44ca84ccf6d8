import { useEffect, useRef, useState } from 'preact/hooks';
import type { KeyboardLayout } from '../../../protocol/keyboard.ts';
import { patternOf } from '../../lib/pattern-feed.ts';
import { useApp } from '../app-state.ts';
import type { Trouble } from '../parts/notice.tsx';
import { blankOn, spell, type Typing } from './typing.ts';
import { recall, remember } from './typing-memory.ts';

/** The keyboard and the keys typed on it. Entering opens a new keyboard, or the one from before a refresh. */
export const useTyping = (positions: number) => {
  const { client, memory, selection, language, announce } = useApp();
  // Null until the keyboard arrives.
  const [typing, setTyping] = useState<Typing | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const latest = useRef<Typing | null>(null);
  const opening = useRef(0);
  const owner = selection.value?.id;

  const show = async (next: Typing): Promise<void> => {
    latest.current = next;
    setTyping(next);
    if (owner !== undefined) remember(memory, owner, next);
    const refusal = await client.type(next.layout, next.keys);
    if (latest.current !== next) return;
    setTrouble(null);
    // Half an hour old, or a verification in another tab: the same text on a new keyboard.
    if (refusal?.code === 'layoutUnknown') await open({ text: patternOf(next.layout, next.keys) });
    else if (refusal !== null) setTrouble(refusal);
  };
  const open = async (wish: { layout?: KeyboardLayout['id']; text: string }): Promise<void> => {
    opening.current += 1;
    const mine = opening.current;
    const reply = await client.send('openKeyboard', wish.layout === undefined ? {} : { layout: wish.layout });
    if (mine !== opening.current) return;
    if (reply === 'unanswered' || !reply.ok) return setTrouble(reply === 'unanswered' ? reply : reply.refusal);
    const { layout } = reply.answer;
    if (layout.id !== latest.current?.layout.id) {
      announce(language.texts.peek().compose.layoutOpened(layout.keys.map((key) => key.face).join(' ')));
    }
    await show(wish.text === '' ? blankOn(layout, positions) : spell(layout, wish.text));
  };

  useEffect(() => {
    const kept = owner === undefined ? null : recall(memory, owner);
    const text = kept?.keys.length === positions ? patternOf(kept.layout, kept.keys) : '';
    void open(kept === null ? { text } : { layout: kept.layout.id, text });
    return () => {
      opening.current += 1;
      client.stopTyping();
    };
  }, []);

  return {
    typing,
    trouble,
    /** Shows the change at once and tells the server. */
    change: (next: Typing): void => void show(next),
    /** Opens a new keyboard (COMP-2) with nothing typed. */
    renew: (): Promise<void> => open({ text: '' }),
  };
};
