import { OWN_FILES } from '../telemetry/open-files.ts';
import { networkOf, type Peers } from './peers.ts';

/** Limits of a process's HTTP connections. Those that became WebSockets are counted elsewhere. */
export type HttpBounds = {
  /** In all. Beyond it a network that already has a connection gets no other. */
  readonly inAll: number;
  /** Of one network: an IPv4 address, or the first half of an IPv6 address. */
  readonly perNetwork: number;
};

/** The reason for ending an HTTP connection: it was idle when room was needed, or its network had too many. */
export type HttpEnd = 'idle' | 'refused';

/** The assumed limit of open files if the system does not report one. */
const USUAL_FILES = 16_384;
/** Browsers open six connections to a page, and several people share an address. */
const LEAST = 16;

/** Half of the open files are for WebSockets; one network gets an eighth of all. */
export const httpBoundsOf = (openFiles = USUAL_FILES): HttpBounds => {
  const files = openFiles - OWN_FILES;
  return { inAll: Math.max(LEAST, Math.floor(files / 2)), perNetwork: Math.max(LEAST, Math.floor(files / 8)) };
};

/** The network of a connection; undefined for a trusted proxy, which carries everybody's requests. */
export const boundedNetwork = (peers: Peers, address: string): string | undefined =>
  peers.isProxy(address) ? undefined : networkOf(peers.of(address, { for: undefined, proto: undefined }).address);
