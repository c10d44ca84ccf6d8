import { OWN_FILES } from '../telemetry/open-files.ts';
import { networkOf, type Peers } from './peers.ts';

/** How many connections of HTTP a process holds; those that have become WebSockets are counted elsewhere. */
export type HttpBounds = {
  /** Beyond these a network that has one already gets no other. */
  readonly inAll: number;
  /** Of one network: an address of IPv4, or a half of one of IPv6. */
  readonly perNetwork: number;
};

/** Why a connection of HTTP was ended: it was idle when room was needed, or it came when its network had too many. */
export type HttpEnd = 'idle' | 'refused';

/** Where the system does not tell its limit of open files. */
const USUAL_FILES = 16_384;
/** Browsers open six connections to a page, and several people share an address. */
const LEAST = 16;

/** Half of the files that connections may have is kept for WebSockets; one network has an eighth of them. */
export const httpBoundsOf = (openFiles = USUAL_FILES): HttpBounds => {
  const files = openFiles - OWN_FILES;
  return { inAll: Math.max(LEAST, Math.floor(files / 2)), perNetwork: Math.max(LEAST, Math.floor(files / 8)) };
};

/** The network that a connection is counted by; undefined for a trusted proxy's, which carries everybody's requests. */
export const boundedNetwork = (peers: Peers, address: string): string | undefined =>
  peers.isProxy(address) ? undefined : networkOf(peers.of(address, { for: undefined, proto: undefined }).address);
