import { BlockList, isIP, isIPv4 } from 'node:net';
import { addressIn } from './address.ts';

/** The client at the other end of a connection, as far as trusted proxies report it. */
export type Peer = {
  /** The client's own address, or that of the last hop that is certain. */
  readonly address: string;
  /** Whether the client speaks TLS, to us or to a trusted proxy. */
  readonly secure: boolean;
};

/** The request headers that proxies set. Every other peer can forge them. */
type Forwarded = { readonly for: string | undefined; readonly proto: string | undefined };

/** Parses an address, or a range such as `10.0.0.0/8`, into address and prefix length; undefined if invalid. */
export const rangeOf = (text: string): { readonly address: string; readonly prefix: number } | undefined => {
  const [address = '', length, ...rest] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  return bits > 0 && rest.length === 0 && prefix <= bits ? { address, prefix } : undefined;
};

/** Identifies clients, also behind trusted proxies. */
export class Peers {
  readonly #trusted = new BlockList();
  readonly #tls: boolean;
  readonly #onOddHop: (hop: string) => void;
  #isReported = false;

  /**
   * @param options.trustedProxies addresses and ranges whose X-Forwarded-For and X-Forwarded-Proto count; none if absent
   * @param options.tls whether this server itself speaks TLS
   * @param options.odd called once, with a hop from a trusted proxy that is not an address: all its clients then count as the proxy
   */
  constructor(
    options: {
      readonly trustedProxies?: readonly string[];
      readonly tls?: boolean;
      readonly odd?: (hop: string) => void;
    } = {},
  ) {
    this.#tls = options.tls ?? false;
    this.#onOddHop = options.odd ?? (() => undefined);
    for (const text of options.trustedProxies ?? []) {
      const { address, prefix } = rangeOf(text) ?? { address: '', prefix: 0 };
      this.#trusted.addSubnet(address, prefix, familyOf(address));
    }
  }

  /**
   * Finds the client of a request. Each proxy appends its peer to the right of X-Forwarded-For: read from there, the
   * first address outside the trusted proxies is the client's. The client may have written everything left of it. A
   * socket that has already closed has no address: all closed sockets count as one client.
   */
  of(address: string | undefined, forwarded: Forwarded): Peer {
    let known = addressIn(address ?? '') ?? address ?? '';
    if (!this.#trusts(known)) return { address: known, secure: this.#tls };
    // In a row of proxies, the nearest one's value counts; an inner proxy has to pass on what it received.
    const proto = forwarded.proto?.split(',').at(-1)?.trim().toLowerCase();
    const hops = (forwarded.for ?? '').split(',');
    while (this.#trusts(known)) {
      const hop = hops.pop()?.trim() ?? '';
      const before = addressIn(hop);
      if (before === undefined) {
        this.#reportOdd(hop);
        break;
      }
      known = before;
    }
    return { address: known, secure: this.#tls || proto === 'https' };
  }

  /** Reports an invalid hop once, not per request: the proxy's configuration is wrong. */
  #reportOdd(hop: string): void {
    if (hop === '' || this.#isReported) return;
    this.#isReported = true;
    this.#onOddHop(hop.slice(0, 64));
  }

  /** Whether an address is a trusted proxy's. */
  isProxy(address: string): boolean {
    return this.#trusts(addressIn(address) ?? address);
  }

  #trusts(address: string): boolean {
    return isIP(address) !== 0 && this.#trusted.check(address, familyOf(address));
  }
}

/**
 * The network that limits count an address by: the /64 of an IPv6 address, an IPv4 address itself. An owner of one IPv6
 * address usually has all 2^64 of its network.
 */
export const networkOf = (address: string): string => {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - after.length;
  const filled = [...groups, ...Array.from({ length: missing }, () => '0'), ...after];
  const half = filled.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${half.join(':')}::/64`;
};

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');
