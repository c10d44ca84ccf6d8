import { z } from 'zod';
import { captchaAnswer, captchaChallenge } from '../../../protocol/captcha.ts';
import { deskCounters } from '../../../protocol/desk/counters.ts';
import { deskPerson, deskSelection } from '../../../protocol/desk/views.ts';
import { fieldProblem } from '../../../protocol/form-problems.ts';
import { instant } from '../../../protocol/ids.ts';
import { keyboardLayout } from '../../../protocol/keyboard.ts';
import { patternPicture } from '../../../protocol/pattern-picture.ts';
import { pattern, serial } from '../../../protocol/plate.ts';
import { poolPicture } from '../../../protocol/pool-picture.ts';
import { refusal } from '../../../protocol/refusals.ts';
import { selectionView } from '../../../protocol/selection-view.ts';
import type { DescribedNamespace } from './namespaces.ts';

/** Types that several messages share; each is written out once and referenced. */
const shared = {
  Instant: instant,
  Serial: serial,
  Pattern: pattern,
  SelectionView: selectionView,
  PoolPicture: poolPicture,
  PatternPicture: patternPicture,
  KeyboardLayout: keyboardLayout,
  CaptchaChallenge: captchaChallenge,
  CaptchaAnswer: captchaAnswer,
  FieldProblem: fieldProblem,
  DeskPerson: deskPerson,
  DeskSelection: deskSelection,
  DeskCounters: deskCounters,
};

/**
 * The payloads of all messages as JSON Schemas (draft 7, which is AsyncAPI's own), by name: `<command>Request`,
 * `<command>Answered`, `<command>Refused`, `connect…` for the handshake, and the pushes under their own names, each
 * after its namespace's prefix; and the shared types.
 */
export const componentSchemas = (namespaces: readonly DescribedNamespace[]): Record<string, unknown> => {
  const named = z.registry<{ id: string }>();
  const add = (id: string, schema: z.ZodType): void => {
    // A push in both namespaces has a separate name in each.
    named.add(named.has(schema) ? schema.clone() : schema, { id });
  };
  for (const [name, schema] of Object.entries(shared)) add(name, schema);
  for (const { prefix, handshake, commands, pushes } of namespaces) {
    add(`${prefix}connectRequest`, handshake.request);
    add(`${prefix}connectAnswered`, joined);
    add(`${prefix}connectRefused`, notJoinedBecause(handshake.refusals));
    for (const { name, request, success, failure } of commands) {
      add(`${prefix}${name}Request`, request);
      add(`${prefix}${name}Answered`, success);
      add(`${prefix}${name}Refused`, failure);
    }
    for (const { name, push } of pushes) add(`${prefix}${name}`, push);
  }
  const { schemas } = z.toJSONSchema(named, {
    target: 'draft-7',
    // The reader's view: replies and pushes may gain fields.
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  // The place in the document identifies each schema.
  return Object.fromEntries(Object.entries(schemas).map(([name, { $id, $schema, ...schema }]) => [name, schema]));
};

const joined = z.object({ sid: z.string() }).describe('Socket.IO’s answer to CONNECT; the first push follows.');

const notJoinedBecause = (codes: readonly string[]) =>
  z
    .object({ message: z.enum(codes), data: refusal.extend({ code: z.enum(codes) }) })
    .describe('Socket.IO’s CONNECT_ERROR: the refusal’s code, and the refusal.');
