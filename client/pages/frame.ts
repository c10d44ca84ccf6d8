import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Refusal } from '../../protocol/refusals.ts';
import type { ConnectionState } from '../lib/connection.ts';
import type { FrameTexts } from '../texts/frame.ts';
import { contextOf } from './context.ts';
import type { Language } from './language.ts';

/** The state that the parts around every page share, in the applicants' app and the desk's. */
export type Frame = {
  readonly client: { readonly connect: () => void; readonly wake: () => void };
  readonly language: Language<FrameTexts>;
  readonly connection: ReadonlySignal<ConnectionState>;
  readonly outdated: ReadonlySignal<boolean>;
  /** Another tab has signed in with another account, which this page shows since. */
  readonly otherAccount: ReadonlySignal<boolean>;
  /** The server answers, but no socket to it comes up. */
  readonly socketsBlocked: ReadonlySignal<boolean>;
  /** Reloads the session, which another tab or a new vehicle may have changed. */
  readonly readSession: () => Promise<void>;
  /** Counts how often a person has returned to the page. */
  readonly returns: Signal<number>;
  /** The sentence that a screen reader is to say next. */
  readonly announcement: ReadonlySignal<string>;
  readonly announce: (text: string) => void;
  /** The page that was drawn last, and the class that all pages have. */
  readonly drawn: { page: string | null };
  readonly pageClass: string;
  /** A refusal's details besides its sentence; empty without any. */
  readonly detailOf: (refusal: Refusal) => string;
};

export const [FrameContext, useFrame] = contextOf<Frame>('frame');

/** A voice for screen readers. */
export const createVoice = (): Pick<Frame, 'announcement' | 'announce'> => {
  const announcement = signal('');
  return {
    announcement,
    announce: (text) => {
      // The same sentence twice would not be spoken twice; a trailing space makes it another one.
      announcement.value = announcement.peek() === text ? `${text} ` : text;
    },
  };
};

/** When to try again, as `sentence` says it; empty where no limit is the reason, or it is over as soon as it is read. */
export const whenAgain = (refusal: Refusal, now: number, sentence: (instant: number) => string): string => {
  const { code, notBefore = 0 } = refusal;
  return /^(tooMany|messagesP)/.test(code) && notBefore > now + 2_000 ? ` ${sentence(notBefore)}` : '';
};
