/** The origin of a request or a handshake. */
type Caller = {
  /** The connection's own peer. */
  readonly address: string;
  /** Names in lower case. */
  readonly headers: Iterable<readonly [name: string, value: string]>;
};

/** The settings that admission depends on. */
type Settings = {
  readonly demoAccounts: number;
  readonly demoDesk: 'local' | 'everywhere';
  readonly trustedProxies: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly tls?: object | undefined;
};

/** Headers that proxies and tunnels add to forwarded requests. */
const FORWARDING =
  /^(?:forwarded|via|(?:x-|true-)?(?:client-ip|cluster-client-ip|real-ip)|x-(?:forwarded|original|proxy|envoy|amzn|azure)|cf-|cdn-|fastly-|fly-)/;

/**
 * Admission to the desk of a demo, whose pass-phrases are public and which can do what a real desk can. Unless
 * `DEMO_DESK=everywhere`, only people at this machine may use it. A local proxy makes every peer look local, so a local
 * peer is not enough: no setting and no header may indicate that others reach this server.
 */
export class DemoDesk {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Whether this server has a demo. */
  get exists(): boolean {
    return this.#settings.demoAccounts > 0;
  }

  /** The settings that indicate that others reach this server, and so close the desk to everybody. */
  get closedBy(): readonly string[] {
    const { demoDesk, trustedProxies, allowedOrigins, tls } = this.#settings;
    if (demoDesk === 'everywhere') return [];
    return [
      ...(trustedProxies.length > 0 ? ['TRUSTED_PROXIES'] : []),
      ...(allowedOrigins.every((origin) => isLocalName(hostOf(origin))) ? [] : ['ALLOWED_ORIGINS']),
      ...(tls === undefined ? [] : ['TLS_CERT']),
    ];
  }

  /** Whether the desk is open to a caller. */
  admits({ address, headers }: Caller): boolean {
    if (!this.exists) return false;
    if (this.#settings.demoDesk === 'everywhere') return true;
    if (this.closedBy.length > 0 || !isLoopback(address)) return false;
    return [...headers].every(([name, value]) => {
      if (name === 'host') return isLocalName(hostOf(`http://${value}`));
      // Sandboxed pages and files have the origin `null`: no host vouches for them.
      if (name === 'origin') return isLocalName(hostOf(value));
      return !FORWARDING.test(name);
    });
  }
}

const isLoopback = (address: string): boolean => /^(?:127(?:\.\d{1,3}){3}|::1)$/.test(address);

/** A host name that always means the browser's own machine. Other names can be pointed here by anybody. */
const isLocalName = (host: string): boolean => /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');
