import { z } from 'zod';
import { captchaAnswer, captchaChallenge } from '../../protocol/captcha.ts';
import { type CommandName, clientToServer, repliesOf } from '../../protocol/client-to-server.ts';
import { instant } from '../../protocol/ids.ts';
import { keyboardLayout } from '../../protocol/keyboard.ts';
import { patternPicture } from '../../protocol/pattern-picture.ts';
import { pattern, serial } from '../../protocol/plate.ts';
import { poolPicture } from '../../protocol/pool-picture.ts';
import { selectionView } from '../../protocol/selection-view.ts';
import { serverToClient } from '../../protocol/server-to-client.ts';

/** What several messages carry; each is written out once and referred to. */
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
};

/**
 * The payloads of all messages as JSON Schemas (draft 7, which is AsyncAPI's own), by name: `<command>Request`,
 * `<command>Answered`, `<command>Refused`, the pushes under their names, and what they share.
 */
export const componentSchemas = (): Record<string, unknown> => {
  const named = z.registry<{ id: string }>();
  const add = (id: string, schema: z.ZodType): void => void named.add(schema, { id });
  for (const [name, schema] of Object.entries(shared)) add(name, schema);
  for (const name of Object.keys(clientToServer) as CommandName[]) {
    const { success, failure } = repliesOf(name);
    add(`${name}Request`, clientToServer[name].request);
    add(`${name}Answered`, success);
    add(`${name}Refused`, failure);
  }
  for (const [name, schema] of Object.entries(serverToClient)) add(name, schema);
  const { schemas } = z.toJSONSchema(named, {
    target: 'draft-7',
    // What a reader must accept, not what a writer sends: fields may be added to replies and pushes.
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  // Each is known by its place in the document.
  return Object.fromEntries(Object.entries(schemas).map(([name, { $id, $schema, ...schema }]) => [name, schema]));
};
