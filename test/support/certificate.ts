import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A self-signed certificate for `localhost` and 127.0.0.1, its key, and their files, in PEM. */
export type TestCertificate = { readonly ca: string; readonly certFile: string; readonly keyFile: string };

/** Makes one in a folder, valid for a day before and after now. */
export const makeCertificate = async (folder: string): Promise<TestCertificate> => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ca = pem(
    'CERTIFICATE',
    certificateOf(publicKey.export({ type: 'spki', format: 'der' }), (body) => sign('sha256', body, privateKey)),
  );
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(certFile, ca);
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { ca, certFile, keyFile };
};

/** X.509 in DER, with the fields that such a certificate needs. */
const certificateOf = (publicKey: Buffer, signing: (body: Buffer) => Buffer): Buffer => {
  const name = sequence(tagged(0x31, sequence(oid(0x55, 4, 3), tagged(0x0c, Buffer.from('localhost')))));
  const algorithm = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  const alternatives = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(oid(0x55, 0x1d, 0x11), tagged(0x04, alternatives)),
    sequence(oid(0x55, 0x1d, 0x13), tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff]))))),
  );
  const day = 24 * 3_600_000;
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(instant(Date.now() - day), instant(Date.now() + day)),
    name,
    publicKey,
    tagged(0xa3, extensions),
  );
  return sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signing(body)])));
};

const tagged = (tag: number, content: Buffer): Buffer => {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const oid = (...bytes: number[]): Buffer => tagged(0x06, Buffer.from(bytes));
const integer = (value: number): Buffer => tagged(0x02, Buffer.from([value]));
/** UTCTime: `yymmddhhmmssZ`. */
const instant = (at: number): Buffer =>
  tagged(
    0x17,
    Buffer.from(
      `${new Date(at)
        .toISOString()
        .replaceAll(/[-:T]|\..*/g, '')
        .slice(2)}Z`,
    ),
  );

const pem = (kind: string, der: Buffer): string =>
  `-----BEGIN ${kind}-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${kind}-----\n`;
