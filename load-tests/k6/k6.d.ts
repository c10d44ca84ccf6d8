// The part of k6's own modules that the scenarios use; k6 brings the modules themselves.

declare module 'k6' {
  export const check: <T>(value: T, checks: Record<string, (value: T) => boolean>) => boolean;
  /** Holds the whole group up, for so many seconds. */
  export const sleep: (seconds: number) => void;
}

declare module 'k6/http' {
  export type Response = { readonly status: number; readonly body: string | null; readonly error: string };
  export type Params = { headers?: Record<string, string>; tags?: Record<string, string>; timeout?: number | string };
  type Batched = readonly [method: string, url: string, body: string | null, params: Params];
  const http: {
    get: (url: string, params?: Params) => Response;
    batch: (requests: readonly Batched[]) => Response[];
    asyncRequest: (method: string, url: string, body?: string | null, params?: Params) => Promise<Response>;
  };
  export default http;
}

declare module 'k6/metrics' {
  type Metric = { add: (value: number, tags?: Record<string, string>) => void };
  type Kind = new (name: string, isTime?: boolean) => Metric;
  export const Counter: Kind;
  export const Gauge: Kind;
  export const Trend: Kind;
  export type { Metric };
}

declare module 'k6/execution' {
  const exec: { readonly vu: { readonly idInTest: number } };
  export default exec;
}

declare module 'k6/crypto' {
  export const sha256: (text: string, encoding: 'hex') => string;
}

declare module 'k6/websockets' {
  export class WebSocket {
    constructor(url: string, protocols?: string | null, params?: { tags?: Record<string, string> });
    readonly readyState: number;
    addEventListener(type: 'message', listener: (event: { readonly data: string }) => void): void;
    addEventListener(type: 'error', listener: (event: { readonly error: string }) => void): void;
    addEventListener(type: 'close', listener: () => void): void;
    send(text: string): void;
    close(): void;
  }
}

/** What `-e` handed over. */
// oxlint-disable-next-line no-underscore-dangle -- the name is k6's
declare const __ENV: Record<string, string | undefined>;
