import { createConnection } from 'node:net';
import { frame, framesOf, PING, PONG, TEXT } from './frames.ts';
import { joining } from './packets.ts';
import { upgrade } from './upgrade.ts';

/**
 * A Socket.IO connection to `/select` over a bare WebSocket: as little as the protocol asks for, so that one process
 * can drive thousands. It answers pings by itself, Engine.IO's and the WebSocket's own.
 */
export type Wire = {
  readonly send: (packet: string) => void;
  readonly end: () => void;
};

/** Receives whole packets, as bytes that are good until the handler returns. */
type Hear = (packet: Buffer) => void;

/** How packets of Engine.IO begin. */
const OPEN = 0x30;
const ENGINE_PING = 0x32;
/** How long a connection may take to be let in, in ms. */
const TIMEOUT_MS = 30_000;

/** Connects and joins; rejects where the namespace refuses, or the connection ends before it has joined. */
export const openWire = (options: {
  readonly port: number;
  /** An address has some 28,000 ports to call from. */
  readonly from?: string;
  readonly token?: string | undefined;
  readonly hear: Hear;
  readonly ended?: () => void;
}): Promise<Wire> =>
  new Promise((resolve, reject) => {
    const { port, from, token, hear, ended } = options;
    const socket = createConnection({
      host: '127.0.0.1',
      port,
      noDelay: true,
      ...(from ? { localAddress: from } : {}),
    });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('a connection was not let in'));
    }, TIMEOUT_MS);
    const wire: Wire = { send: (packet) => void socket.write(frame(TEXT, packet)), end: () => void socket.destroy() };
    let joined = false;
    const onPacket: Hear = (packet) => {
      if (packet[0] === ENGINE_PING) wire.send('3');
      else if (joined) hear(packet);
      else if (packet[0] === OPEN) wire.send(joining('/select', token));
      else if (packet.toString('latin1', 0, 10) === '40/select,') {
        joined = true;
        clearTimeout(timer);
        resolve(wire);
      } else fail(packet.toString());
    };
    const receive = framesOf((opcode, payload) => {
      if (opcode === TEXT) onPacket(payload);
      else if (opcode === PING) socket.write(frame(PONG, payload));
    });
    const fail = (why: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(`a connection was refused: ${why}`));
    };
    socket.once('error', (error) => fail(String(error)));
    socket.once('close', () => (joined ? ended?.() : fail('it was closed')));
    upgrade(socket, { host: `127.0.0.1:${port}`, receive, onRefused: fail });
  });
