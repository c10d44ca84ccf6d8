import type { Wire, WireListener } from '../../../client/lib/wire.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import type { CommandName, Reply } from '../../../protocol/select/client-to-server.ts';

type Message = {
  readonly name: CommandName;
  readonly request: Record<string, unknown>;
  /** Lets the server's answer through; false if the wire it left on is gone, and the answer with it. */
  readonly answer: (reply: Reply) => boolean;
};

/**
 * A wire whose far end is the test: nothing comes up, goes down or is answered until it says so. Like a real one it
 * refuses to send while it is down, and an answer owed by an earlier connection never arrives.
 */
export const fakeWire = () => {
  let listener: WireListener | undefined;
  let stage: 'closed' | 'opening' | 'up' = 'closed';
  let life = 0;
  const sent: Message[] = [];
  let opened = 0;

  const heard = (): WireListener => {
    if (listener === undefined) throw new Error('nobody listens to this wire');
    return listener;
  };
  const wire: Wire = {
    listen: (who) => {
      listener = who;
    },
    open: () => {
      if (stage !== 'closed') throw new Error('opened twice');
      stage = 'opening';
      opened += 1;
    },
    close: () => {
      stage = 'closed';
      life += 1;
    },
    emit: (name, request, ack) => {
      if (stage !== 'up') throw new Error(`${name} was sent on a wire that is ${stage}`);
      const mine = life;
      sent.push({
        name,
        request: request,
        answer: (reply) => {
          if (mine !== life) return false;
          (ack as (reply: Reply) => void)(reply);
          return true;
        },
      });
    },
  };
  return {
    wire,
    sent,
    /** Messages of one name, oldest first. */
    sentAs: (name: CommandName): Message[] => sent.filter((message) => message.name === name),
    opened: (): number => opened,
    isOpen: (): boolean => stage !== 'closed',
    comeUp: (): void => {
      if (stage !== 'opening') throw new Error(`a wire that is ${stage} cannot come up`);
      stage = 'up';
      life += 1;
      heard().up();
    },
    goDown: (refusal: Refusal | null = null): void => {
      stage = 'closed';
      life += 1;
      heard().down(refusal);
    },
    push: (): WireListener => heard(),
  };
};
