import type { RegistrationView } from '../../../protocol/http/registration.ts';
import type { Memory } from '../memory.ts';

/** Keeps a registration that waits for its code through a refresh, which reading the SMS on the same phone may cause. */
export const registrationMemory = (memory: Memory, serverNow: () => number) => ({
  read: (): RegistrationView | null => {
    const text = memory.read('registration');
    if (text === null || text === '') return null;
    const view = JSON.parse(text) as RegistrationView;
    return view.endsAt > serverNow() ? view : null;
  },
  write: (view: RegistrationView | null): void =>
    memory.write('registration', view === null ? '' : JSON.stringify(view)),
});
