import { effect, type ReadonlySignal } from '@preact/signals';
import type { ConnectionState } from '../lib/connection.ts';

/**
 * The wait before looking, in ms. If another tab has changed the pass-phrase or signed in with another account, the new
 * cookie, which all tabs share, comes a moment after the goodbye; before it the server would find nobody signed in.
 */
const LOOK_AFTER_MS = 1_000;

/** Runs `look` a moment after the server has ended the connection because of its session, unless it opens again before. */
export const whenSessionEnds = (connection: ReadonlySignal<ConnectionState>, look: () => void): void => {
  effect(() => {
    const state = connection.value;
    if (state.stage !== 'ended' || state.reason === null || !isAboutSession(state.reason)) return undefined;
    const timer = setTimeout(look, LOOK_AFTER_MS);
    return () => clearTimeout(timer);
  });
};

type EndReason = Exclude<Extract<ConnectionState, { stage: 'ended' }>['reason'], null>;
const isAboutSession = (reason: EndReason): boolean =>
  reason === 'signedOut' ||
  reason === 'idle' ||
  (typeof reason === 'object' &&
    ['sessionEnded', 'signInRequired', 'passPhraseChangeRequired', 'secondFactorRequired'].includes(reason.code));
