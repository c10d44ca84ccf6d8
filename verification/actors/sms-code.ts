import type { OutboxView } from '../../protocol/http/outbox.ts';

/** The code in the newest message of an outbox; undefined where none was sent. */
export const codeIn = ({ messages }: OutboxView): string | undefined => /\d{6}/.exec(messages[0]?.text ?? '')?.[0];
