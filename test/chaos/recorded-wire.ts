import type { Wire } from '../../client/lib/wire.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { Line, LineOf } from '../history/format.ts';

/** Who writes, and of what. */
type Writer = {
  readonly client: string;
  readonly selection: string;
  readonly write: (line: Line) => void;
  /** Told of each welcome, before anything that came with it is shown. */
  readonly welcomed: () => void;
  /** Told of each answer to a command, and when that had left, in ms of `performance.now`. */
  readonly answered: (left: number, code: string | undefined) => void;
};

/** The commands that a history has lines for; what else is said changes nothing. */
const RECORDED = new Set<string>([
  'openKeyboard',
  'verifyPlate',
  'drawPlates',
  'releaseHold',
  'confirmPlate',
  'requestCode',
  'completeReservation',
] satisfies LineOf<'asked'>['command'][]);

/** What a wire has carried. */
export type Carried = {
  readonly wire: Wire;
  /** How often each command has left, by its id. */
  readonly sent: ReadonlyMap<string, number>;
  /** The ids of those that have not been answered yet. */
  readonly waiting: ReadonlySet<string>;
  /** Pictures of the pool that came whole, not as a push upon another. */
  readonly wholes: WeakSet<PoolPicture>;
};

/** A wire that writes down every command each time it leaves, and every answer that comes. */
export const recordedWire = (wire: Wire, { client, selection, write, welcomed, answered }: Writer): Carried => {
  const sent = new Map<string, number>();
  const waiting = new Set<string>();
  const wholes = new WeakSet<PoolPicture>();
  const emit: Wire['emit'] = (name, request, ack) => {
    if (!RECORDED.has(name)) {
      wire.emit(name, request, (reply) => {
        if (name === 'readPool' && reply.ok) wholes.add(reply.answer as PoolPicture);
        ack(reply);
      });
      return;
    }
    const { id, version, plate } = request as { id: string; version?: number; plate?: string };
    const frame = { client, selection, id };
    const more = { ...(version === undefined ? {} : { version }), ...(plate === undefined ? {} : { plate }) };
    write({ line: 'asked', ...frame, command: name as LineOf<'asked'>['command'], ...more });
    sent.set(id, (sent.get(id) ?? 0) + 1);
    waiting.add(id);
    const left = performance.now();
    wire.emit(name, request, (reply) => {
      const said: LineOf<'told'>['said'] = reply.ok
        ? { ok: true, answer: reply.answer as { outcome: string } }
        : { ok: false, code: reply.refusal.code };
      write({ line: 'told', ...frame, said });
      waiting.delete(id);
      answered(left, reply.ok ? undefined : reply.refusal.code);
      ack(reply);
    });
  };
  const listen: Wire['listen'] = (listener) =>
    wire.listen({
      ...listener,
      welcome: (welcome) => {
        wholes.add(welcome.pool);
        welcomed();
        listener.welcome(welcome);
      },
    });
  return { wire: { ...wire, emit, listen }, sent, waiting, wholes };
};
