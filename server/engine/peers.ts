import { BlockList, isIP, isIPv4 } from 'node:net';
import { addressIn } from './address.ts';

/** Who is at the other end, as far as those can be believed who say so. */
export type Peer = {
  /** Of the client itself, or of the last hop that is known for certain. */
  readonly address: string;
  /** Whether the client speaks TLS, to us or to a trusted proxy. */
  readonly secure: boolean;
};

/** The request headers that proxies speak by; any other peer could write into them what it likes. */
type Forwarded = { readonly for: string | undefined; readonly proto: string | undefined };

/** An address, or a range of them such as `10.0.0.0/8`: its address and the length of its prefix; undefined for neither. */
export const rangeOf = (text: string): { readonly address: string; readonly prefix: number } | undefined => {
  const [address = '', length, ...rest] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : 0;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  return bits > 0 && rest.length === 0 && prefix <= bits ? { address, prefix } : undefined;
};

/** Tells who the clients are, also behind proxies that are trusted to say so. */
export class Peers {
  readonly #trusted = new BlockList();
  readonly #tls: boolean;
  readonly #odd: (hop: string) => void;
  #isTold = false;

  /**
   * @param options.trustedProxies addresses and ranges whose X-Forwarded-For and X-Forwarded-Proto are believed; none if absent
   * @param options.tls whether this server itself speaks TLS
   * @param options.odd told, once, what a trusted proxy wrote that is no address: its clients all count as the proxy
   */
  constructor(
    options: {
      readonly trustedProxies?: readonly string[];
      readonly tls?: boolean;
      readonly odd?: (hop: string) => void;
    } = {},
  ) {
    this.#tls = options.tls ?? false;
    this.#odd = options.odd ?? (() => undefined);
    for (const text of options.trustedProxies ?? []) {
      const { address, prefix } = rangeOf(text) ?? { address: '', prefix: 0 };
      this.#trusted.addSubnet(address, prefix, familyOf(address));
    }
  }

  /**
   * Each proxy adds at the right of X-Forwarded-For whom it heard. Read from there, the first address that is no
   * trusted proxy's is the client's; what stands left of it the client may have written itself. A socket that has ended
   * by now has no address any more: all of those are one.
   */
  of(address: string | undefined, forwarded: Forwarded): Peer {
    let known = addressIn(address ?? '') ?? address ?? '';
    if (!this.#trusts(known)) return { address: known, secure: this.#tls };
    // Where proxies stand in a row, the nearest one says how it was spoken to; an inner one is to pass on what it heard.
    const proto = forwarded.proto?.split(',').at(-1)?.trim().toLowerCase();
    const hops = (forwarded.for ?? '').split(',');
    while (this.#trusts(known)) {
      const said = hops.pop()?.trim() ?? '';
      const before = addressIn(said);
      if (before === undefined) {
        this.#notUnderstood(said);
        break;
      }
      known = before;
    }
    return { address: known, secure: this.#tls || proto === 'https' };
  }

  /** Once, and not once for each request: it is the proxy's setting that is wrong. */
  #notUnderstood(hop: string): void {
    if (hop === '' || this.#isTold) return;
    this.#isTold = true;
    this.#odd(hop.slice(0, 64));
  }

  #trusts(address: string): boolean {
    return isIP(address) !== 0 && this.#trusted.check(address, familyOf(address));
  }
}

/** Who has one address of IPv6 has some 2^64 of them, and is counted by their common half; one of IPv4 stands for itself. */
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
