/** A request or a handshake, as far as it tells where it comes from. */
type Caller = {
  /** The connection's own peer. */
  readonly address: string;
  /** Names in lower case. */
  readonly headers: Iterable<readonly [name: string, value: string]>;
};

/** The server's settings that it depends on. */
type Settings = {
  readonly demoAccounts: number;
  readonly demoDesk: 'local' | 'everywhere';
  readonly trustedProxies: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly tls?: object | undefined;
};

/** What proxies and tunnels add to what they pass on. */
const FORWARDING =
  /^(?:forwarded|via|(?:x-|true-)?(?:client-ip|cluster-client-ip|real-ip)|x-(?:forwarded|original|proxy|envoy|amzn|azure)|cf-|cdn-|fastly-|fly-)/;

/**
 * Who may use the desk of a demo: its pass-phrases are public, and it can do what a real desk can. Unless
 * `DEMO_DESK=everywhere`, only somebody at this machine may. A proxy on this machine makes every peer look local, so a
 * local peer alone is no proof: nothing may say that others reach this server, in the settings or in the request.
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

  /** The settings that say that others reach this server, by which the desk is closed to everybody. */
  get closedBy(): readonly string[] {
    const { demoDesk, trustedProxies, allowedOrigins, tls } = this.#settings;
    if (demoDesk === 'everywhere') return [];
    return [
      ...(trustedProxies.length > 0 ? ['TRUSTED_PROXIES'] : []),
      ...(allowedOrigins.every((origin) => isLocalName(hostOf(origin))) ? [] : ['ALLOWED_ORIGINS']),
      ...(tls === undefined ? [] : ['TLS_CERT']),
    ];
  }

  /** Whether a caller may see and use it. */
  admits({ address, headers }: Caller): boolean {
    if (!this.exists) return false;
    if (this.#settings.demoDesk === 'everywhere') return true;
    if (this.closedBy.length > 0 || !isLoopback(address)) return false;
    return [...headers].every(([name, value]) => {
      if (name === 'host') return isLocalName(hostOf(`http://${value}`));
      // A page in a sandbox and a file have the origin `null`: they are nobody's.
      if (name === 'origin') return isLocalName(hostOf(value));
      return !FORWARDING.test(name);
    });
  }
}

const isLoopback = (address: string): boolean => /^(?:127(?:\.\d{1,3}){3}|::1)$/.test(address);

/** A name that leads a browser nowhere but to its own machine; another may be somebody's who points it here. */
const isLocalName = (host: string): boolean => /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');
