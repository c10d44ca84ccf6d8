import type { PoolStore } from '../../server/pool/store.ts';

type Act<A extends unknown[], R> = (...args: A) => Promise<R>;

/**
 * A way to a store on which one act fails: `before` it is done, as where there is no connection, or `after`, as where
 * the answer is lost. Either way the caller knows nothing but that it failed.
 */
export const falteringStore = (store: PoolStore): { store: PoolStore; falter: (when: 'before' | 'after') => void } => {
  let next: 'before' | 'after' | undefined;
  const through =
    <A extends unknown[], R>(act: Act<A, R>): Act<A, R> =>
    async (...args) => {
      const when = next;
      next = undefined;
      if (when === 'before') throw new Error('no connection');
      const answer = await act(...args);
      if (when === 'after') throw new Error('the answer is lost');
      return answer;
    };
  const { hold, draw, confirm, release, reserve, register, note, remember } = store;
  return {
    store: {
      ...store,
      hold: through(hold),
      draw: through(draw),
      confirm: through(confirm),
      release: through(release),
      reserve: through(reserve),
      register: through(register),
      note: through(note),
      remember: through(remember),
    },
    falter: (when) => {
      next = when;
    },
  };
};
