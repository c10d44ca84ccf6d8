import type { Wire, WireListener } from '../../client/lib/wire.ts';
import type { KeyboardLayout, TypedKeys } from '../../protocol/keyboard.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import { ALPHABET, BLANK, type Pattern } from '../../protocol/plate.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import { refuse } from '../../protocol/refusals.ts';
import type { PushName } from '../../protocol/select/server-to-client.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { Line, LineOf } from '../checker/format.ts';
import { saidOf } from '../checker/recording.ts';
import type { Choices } from './choices.ts';
import type { Body, Captcha, CommandMessage, Message, Vehicle } from './messages.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimNode } from './sim-node.ts';
import { type Ear, SimSocket } from './sim-socket.ts';

export type Around = {
  readonly scheduler: Scheduler;
  readonly choices: Choices;
  readonly write: (line: Line) => void;
  /** The store's clock and its last event. */
  readonly when: () => { readonly at: number; readonly after: number };
  readonly as: (node: SimNode, run: () => void) => void;
  /** A node that lives, if any does. */
  readonly anyNode: () => SimNode | undefined;
  readonly watchesPool: boolean;
};
type Connection = { readonly node: SimNode; readonly socket: SimSocket };

export type SimWire = Wire & {
  /** The connection that there is, or that is being made. */
  readonly connection: () => Connection | undefined;
  /** The connection breaks; what was on its way is lost. */
  readonly cut: () => void;
  /** Whether the server has spoken, and has told since of all pushes of that name that were lost. */
  readonly isTrue: (name: PushName) => boolean;
  /** Pictures that came whole, not as a push upon another. */
  readonly wholes: WeakSet<object>;
};

/** An attempt that has not come up by then has failed, in ms. */
const CONNECT_TIMEOUT = 8_000;

/** The one keyboard, whose keys are named after the characters on them. */
export const layout = {
  id: 'layout-1',
  keys: [...ALPHABET].map((face) => ({ id: `k-${face}`, face })),
} as KeyboardLayout;
const patternOf = (keys: TypedKeys): Pattern => keys.map((key) => key?.at(-1) ?? BLANK).join('') as Pattern;

const captchaFactsOf = ({ captcha: { id, digest }, captchaUntil }: Captcha) =>
  ({ captcha: id, captchaIs: digest === 'wrong' ? 'wrong' : 'right', captchaUntil }) as const;
/** The facts that a player knows of the body of its own command. */
const factsOf = (body: Body): Partial<LineOf<'asked'>> => ({
  ...('plate' in body ? { plate: body.plate } : {}),
  ...('token' in body ? { token: body.token } : {}),
  ...('captcha' in body ? captchaFactsOf(body) : {}),
  ...('digest' in body ? { codeOf: /^code-(s.+)$/.exec(body.digest)?.[1] ?? null } : {}),
});

/**
 * The client library's wire, to whichever node is there. Writes down every command that leaves, every answer that
 * comes, and every end of a connection.
 */
export const createSimWire = (
  { client, vehicle }: { readonly client: string; readonly vehicle: Vehicle },
  { scheduler, choices, write, when, as, anyNode, watchesPool }: Around,
): SimWire => {
  const wholes = new WeakSet<object>();
  /** Pushes that were lost last, so that nothing has told of them yet. */
  const missed = new Set<PushName>();
  let listener: WireListener | undefined;
  let connection: Connection | undefined;
  /** Counts attempts and ends of connections: an earlier attempt is void. */
  let connections = 0;
  let isWelcome = false;

  const drop = (): void => {
    connections += 1;
    if (connection === undefined) return;
    const { node, socket } = connection;
    socket.isUp = false;
    connection = undefined;
    isWelcome = false;
    write({ line: 'left', client, ...when() });
    scheduler.post(() => {
      if (node.isAlive) as(node, () => node.disconnect(socket, vehicle));
    });
  };
  const cut = (): void => {
    if (connection === undefined) return;
    drop();
    listener?.down(null);
  };
  /** Sends something to the node on the present connection; `arrive` is called there, by the node's own clock. */
  const post = ({ node, socket }: Connection, arrive: () => void): void =>
    scheduler.post(() => {
      if (socket.isUp && node.isAlive) as(node, arrive);
    }, socket.toServer);

  const open = (): void => {
    const node = anyNode();
    connections += 1;
    const attempt = connections;
    if (node === undefined)
      return scheduler.post(() => {
        if (attempt === connections) listener?.down(null);
      });
    isWelcome = false;
    const hear: Ear['hear'] = (name, body) => {
      missed.delete(name);
      // The name says which handler it is for; the compiler cannot follow that through the lookup.
      (listener?.[name] as ((push: unknown) => void) | undefined)?.(body);
    };
    const ear = { hear, missed: (name: PushName) => void missed.add(name), watchesPool };
    const socket = new SimSocket(`${client}/${attempt}`, ear, scheduler);
    const mine = { node, socket };
    connection = mine;
    missed.clear();
    post(mine, () => {
      void node.connect(socket, vehicle, (pool, selection) => {
        const { now } = node;
        wholes.add(pool);
        socket.answer(() => {
          isWelcome = true;
          listener?.up();
        });
        socket.answer(() => listener?.welcome({ protocol: PROTOCOL_VERSION, server: '0.0.0', now, pool, selection }));
      });
    });
    // A node that could not take it in says nothing.
    scheduler.after(CONNECT_TIMEOUT, () => {
      if (!isWelcome && connection === mine) cut();
    });
  };

  const emit: Wire['emit'] = (name, request, ack) => {
    const there = connection;
    if (there === undefined) return;
    const { node, socket } = there;
    /** Sends an answer back, which arrives at a later step; `heard` runs as it arrives. */
    const answer = (said: object, heard: () => void = () => undefined): void => {
      const reply = { now: node.now, ...said } as Parameters<typeof ack>[0];
      socket.answer(() => {
        heard();
        ack(reply);
      });
    };
    const handle = (message: Message): void => post(there, () => node.handle(socket, vehicle, message));
    const whole = (picture: PoolPicture | PatternPicture, push: PushName): void => {
      wholes.add(picture);
      answer({ ok: true, answer: picture }, () => missed.delete(push));
    };
    switch (name) {
      case 'syncClock':
        return post(there, () => answer({ ok: true, answer: {} }));
      case 'readPool':
        return handle({ kind: 'readPool', answer: (picture) => whole(picture, 'poolMoved') });
      case 'typePattern': {
        const { keys } = request as { readonly keys: TypedKeys };
        missed.add('patternMoved');
        return handle({
          kind: 'type',
          pattern: patternOf(keys),
          answer: (picture) =>
            picture === null ? answer({ ok: false, refusal: refuse('wrongStage') }) : whole(picture, 'patternMoved'),
        });
      }
      default:
        break;
    }
    const { id, version, ...body } = request as Pick<CommandMessage, 'id' | 'version'> & Body;
    const seen = version === undefined ? {} : { version };
    const frame = { client, selection: vehicle.selection, id };
    write({ line: 'asked', ...frame, command: body.name, ...seen, ...factsOf(body), ...when() });
    // Now and then a message arrives twice.
    for (let times = choices.seldom(40) ? 2 : 1; times > 0; times -= 1)
      handle({
        kind: 'command',
        command: { id, body, ...seen },
        answer: ({ said, view }) =>
          answer({ ...said, selection: view }, () => write({ line: 'told', ...frame, said: saidOf(said), ...when() })),
      });
  };

  return {
    listen: (who) => {
      listener = who;
    },
    open,
    close: drop,
    emit,
    cut,
    connection: () => connection,
    isTrue: (name) => isWelcome && !missed.has(name),
    wholes,
  };
};
