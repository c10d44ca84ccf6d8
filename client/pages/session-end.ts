import { effect, type ReadonlySignal } from '@preact/signals';
import type { ConnectionState } from '../lib/connection.ts';

/**
 * In ms. Another tab may have changed the pass-phrase, or signed in as someone else: the cookie, which is this tab's too,
 * is there a moment after the goodbye. Whoever asked at once would find nobody.
 */
const MOMENT = 1_000;

/** Runs `look` a moment after the server has ended the connection because of its session, unless it was opened again. */
export const whenSessionEnds = (connection: ReadonlySignal<ConnectionState>, look: () => void): void => {
  effect(() => {
    const state = connection.value;
    if (state.stage !== 'ended' || state.reason === null || !isAboutSession(state.reason)) return undefined;
    const timer = setTimeout(look, MOMENT);
    return () => clearTimeout(timer);
  });
};

type EndReason = Exclude<Extract<ConnectionState, { stage: 'ended' }>['reason'], null>;
const isAboutSession = (reason: EndReason): boolean =>
  reason === 'signedOut' ||
  reason === 'idle' ||
  (typeof reason === 'object' &&
    ['sessionEnded', 'signInRequired', 'passPhraseChangeRequired', 'secondFactorRequired'].includes(reason.code));
