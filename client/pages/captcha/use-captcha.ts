import { useEffect, useRef, useState } from 'preact/hooks';
import type { CaptchaAnswer, CaptchaChallenge } from '../../../protocol/captcha.ts';
import type { RequestInput } from '../../../protocol/select/client-to-server.ts';
import { useApp } from '../app-state.ts';
import type { Trouble } from '../parts/notice.tsx';

type WorkState = 'none' | 'working' | 'failed' | { readonly number: number };
/** A captcha's answer as a command takes it. */
type AnswerInput = RequestInput<'drawPlates'>['captcha'] & { readonly kind: CaptchaAnswer['kind'] };

/** Captchas are pictures, and an opening is the same instant for everybody: requests are spread over this time. */
const SPREAD_MS = 1_000;

/** One captcha at a time: renewed on demand, when it runs out, and when choosing opens, since none from before serves then. */
export const useCaptcha = (open: boolean) => {
  const { client } = useApp();
  const [challenge, setChallenge] = useState<CaptchaChallenge | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [text, type] = useState('');
  const [work, setWork] = useState<WorkState>('none');
  const asked = useRef(0);
  const wasOpen = useRef(open);

  const renew = async (): Promise<void> => {
    asked.current += 1;
    const mine = asked.current;
    setChallenge(null);
    type('');
    setWork('none');
    const reply = await client.send('requestCaptcha', {});
    if (mine !== asked.current) return;
    if (reply === 'unanswered' || !reply.ok) {
      setTrouble(reply === 'unanswered' ? reply : reply.refusal);
      setWork('none');
    } else {
      setTrouble(null);
      setChallenge(reply.answer);
    }
  };
  /** The answer to send, or null while there is none. */
  const answer = (): AnswerInput | null => {
    if (challenge === null) return null;
    if (typeof work === 'object') {
      const { challenge: puzzle, salt, signature } = challenge.work;
      return { kind: 'work', id: challenge.id, challenge: puzzle, salt, signature, number: work.number };
    }
    const typed = text.trim();
    return typed === '' ? null : { kind: 'text', id: challenge.id, text: typed };
  };

  useEffect(() => {
    void renew();
    return () => {
      asked.current += 1;
    };
  }, []);
  useEffect(() => {
    if (open === wasOpen.current) return;
    wasOpen.current = open;
    if (!open) return;
    const timer = setTimeout(() => void renew(), Math.random() * SPREAD_MS);
    return () => clearTimeout(timer);
  }, [open]);
  // A request before the challenge arrives need not be repeated.
  useEffect(() => {
    if (work !== 'working' || challenge === null) return;
    const solver = new Worker(new URL('../../lib/work/solve-worker.ts', import.meta.url));
    solver.addEventListener('message', ({ data }: MessageEvent<number | null>) =>
      setWork(data === null ? 'failed' : { number: data }),
    );
    solver.addEventListener('error', () => setWork('failed'));
    solver.postMessage(challenge.work);
    return () => solver.terminate();
  }, [work, challenge]);
  useEffect(() => {
    if (challenge === null) return;
    const timer = setTimeout(() => void renew(), Math.max(0, challenge.expiresAt - client.serverNow()));
    return () => clearTimeout(timer);
  }, [challenge]);

  return {
    challenge,
    trouble,
    text,
    work,
    type,
    answer,
    renew: () => void renew(),
    solveByWork: () => setWork('working'),
  };
};
export type Captcha = ReturnType<typeof useCaptcha>;
