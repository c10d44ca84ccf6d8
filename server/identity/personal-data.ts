import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** In bytes, as GCM wants them. */
const IV = 12;
const TAG = 16;

/**
 * Keeps personal data from whoever reads Redis (ACCT-4). What must be read again is encrypted; what is only searched
 * for is hashed under a key, because identity numbers, mobiles and VINs are few enough to be tried one by one.
 */
export class PersonalData {
  readonly #cipherKey: Buffer;
  readonly #hashKey: Buffer;
  /** Says under which key an envelope was sealed, so that a change of the secret is noticed and not misread. */
  readonly #keyId: string;

  /** @param secret the server's; every node with the same secret reads the same data */
  constructor(secret: Buffer) {
    const derive = (label: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `xuanhao/${label}/1`, 32));
    this.#cipherKey = derive('personal');
    this.#hashKey = derive('personal-search');
    this.#keyId = createHash('sha256').update(this.#cipherKey).digest('base64url').slice(0, 8);
  }

  /** Seals facts for one place, such as the Redis key that they are kept under: they can be opened nowhere else. */
  seal(place: string, facts: unknown): string {
    const iv = randomBytes(IV);
    const cipher = createCipheriv(CIPHER, this.#cipherKey, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(facts)), cipher.final(), cipher.getAuthTag()]);
    return `1.${this.#keyId}.${sealed.toString('base64url')}`;
  }

  /** The facts of an envelope. Throws where it was sealed under another key or for another place, or was changed. */
  open(place: string, envelope: string): unknown {
    const [form, keyId, text = ''] = envelope.split('.');
    if (form !== '1' || keyId !== this.#keyId)
      throw new Error(`personal data are sealed under the key ${keyId}; this server has ${this.#keyId}`);
    const sealed = Buffer.from(text, 'base64url');
    const decipher = createDecipheriv(CIPHER, this.#cipherKey, sealed.subarray(0, IV))
      .setAAD(Buffer.from(place))
      .setAuthTag(sealed.subarray(-TAG));
    const facts = Buffer.concat([decipher.update(sealed.subarray(IV, -TAG)), decipher.final()]);
    return JSON.parse(facts.toString());
  }

  /** The keyed hash by which something is found again; 22 characters. Each kind of thing has hashes of its own. */
  hash(kind: string, text: string): string {
    return createHmac('sha256', this.#hashKey).update(`${kind}/${text}`).digest('base64url').slice(0, 22);
  }
}
