import type { Entry } from './refusal-entry.ts';

/** The request itself. */
export const requests = {
  badRequest: {
    when: 'the request lacks a field, has an unknown one, or has one of the wrong form',
    retry: 'never',
    zh: '请求格式不正确。',
    en: 'The request does not have the right form.',
  },
  unknownCommand: {
    when: 'nothing on the wire has this name or path',
    retry: 'never',
    zh: '没有这个命令。',
    en: 'There is no such command.',
  },
  originRefused: {
    when: 'a page of an unlisted origin asks to change something',
    retry: 'never',
    zh: '该网站无权访问本服务。',
    en: 'This web site may not use this service.',
  },
} as const satisfies Record<string, Entry>;
