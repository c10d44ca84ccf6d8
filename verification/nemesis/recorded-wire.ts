import type { Wire } from '../../client/lib/wire.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import { Bodies } from '../checker/bodies.ts';
import { type Line, type LineOf, RECORDED } from '../checker/format.ts';
import { saidOf } from '../checker/recording.ts';

/** The writer of the lines, and their subject. */
type Writer = {
  readonly client: string;
  readonly selection: string;
  readonly write: (line: Line) => void;
  /** Receives each welcome, before anything that came with it is shown. */
  readonly welcomed: () => void;
  /** Receives each answer to a command, and when the command left, in ms of `performance.now`. */
  readonly answered: (left: number, code: string | undefined) => void;
};

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
  const bodies = new Bodies();
  const hasLeft = (): void => write({ line: 'left', client, at: Date.now() });
  const emit: Wire['emit'] = (name, request, ack) => {
    if (!RECORDED.has(name)) {
      wire.emit(name, request, (reply) => {
        if (name === 'readPool' && reply.ok) wholes.add(reply.answer as PoolPicture);
        if (reply.ok) bodies.heard(name, reply.answer);
        ack(reply);
      });
      return;
    }
    const { id, version } = request as { id: string; version?: number };
    const frame = { client, selection, id };
    const more = { ...(version === undefined ? {} : { version }), ...bodies.factsOf(request) };
    write({ line: 'asked', ...frame, command: name as LineOf<'asked'>['command'], ...more, at: Date.now() });
    sent.set(id, (sent.get(id) ?? 0) + 1);
    waiting.add(id);
    const left = performance.now();
    wire.emit(name, request, (reply) => {
      if (reply.ok) bodies.heard(name, reply.answer);
      write({ line: 'told', ...frame, said: saidOf(reply), at: Date.now() });
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
      down: (refusal) => {
        hasLeft();
        listener.down(refusal);
      },
    });
  const close = (): void => {
    hasLeft();
    wire.close();
  };
  return { wire: { ...wire, emit, listen, close }, sent, waiting, wholes };
};
