/** The packet that joins a namespace; without a token, read-only. */
export const joining = (namespace: string, token = ''): string =>
  `40${namespace},${token === '' ? '' : JSON.stringify({ token })}`;

/** An event with an ack, as Socket.IO writes it. */
export const eventOf = (ack: number, name: string, body: object): string =>
  `42/select,${ack}${JSON.stringify([name, body])}`;

const ACK = 0x33;
const PREFIX = '43/select,'.length;

/** Whether a packet is an ack, and not a push. */
export const isAck = (packet: Buffer): boolean => packet[1] === ACK;

/** The number of an ack. */
export const ackOf = (packet: Buffer): number => {
  let ack = 0;
  for (let i = PREFIX; ; i += 1) {
    const digit = (packet[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return ack;
    ack = ack * 10 + digit;
  }
};

/** The one argument of an ack or a push, after the name where there is one. */
export const argumentOf = (packet: Buffer): unknown =>
  (JSON.parse(packet.toString('utf8', packet.indexOf('['))) as unknown[]).at(-1);
