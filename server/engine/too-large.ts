import type { Outgoing } from './exchange.ts';

/** The most bytes of headers in a request: room for 3.6 KB of other services' cookies, four times over. */
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Bytes that an engine reads before it hangs up by itself, with an answer of its own. Requests between the two bounds
 * get the page below: most browsers beyond the first bound have only some KB of cookies too many.
 */
export const READ_HEADER_BYTES = 32 * 1024;

/** Whether a request's headers exceed `MAX_HEADER_BYTES`. */
export const isTooLarge = (headers: readonly (readonly [name: string, value: string])[]): boolean =>
  headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0) > MAX_HEADER_BYTES;

/** The page that asks a person to clear cookies, in both languages. */
export const tooLargeAnswer = (): Outgoing => {
  const body = Buffer.from(PAGE);
  const headers = [
    ['content-type', 'text/html; charset=utf-8'],
    ['cache-control', 'no-store'],
    ['content-security-policy', "default-src 'none'"],
    ['x-content-type-options', 'nosniff'],
  ] as const;
  return { status: 431, headers, body, length: body.length };
};

const PAGE = `<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Cookie 过多 · Too many cookies</title>
<h1>Cookie 过多</h1>
<p>浏览器随请求发送的 Cookie 太多，服务器无法接收。请在浏览器设置中清除本网站及同一域名下其他网站的 Cookie，然后重新打开本页。</p>
<div lang="en">
<h1>Too many cookies</h1>
<p>Your browser sends more cookies with each request than this server takes. Please clear the cookies of this site, and of others on the same domain, in the browser's settings, and open this page again.</p>
</div>
</html>
`;
