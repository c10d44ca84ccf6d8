import type { Entry } from './refusal-entry.ts';

/** The service itself. */
export const service = {
  gatewayDown: {
    when: 'the SMS gateway does not take the message',
    retry: 'later',
    zh: '短信暂时无法发送，未扣除机会，请稍后重试。',
    en: 'Text messages cannot be sent at the moment. Nothing was charged; please try again shortly.',
  },
  outcomeUnknown: {
    when: 'Redis does not answer in time, or an earlier sending of the command is still under way',
    retry: 'now',
    zh: '服务器暂时没有答复，请用同一命令编号再问一次。',
    en: 'The server has no answer yet. Ask again under the same command id.',
  },
  recovering: {
    when: 'the data may have lost writes, and nothing may change until operators have checked it',
    retry: 'later',
    zh: '系统正在核对数据，选号暂停，请稍后再来。',
    en: 'Choosing has been stopped while the operators check the data. Please come back later.',
  },
  shuttingDown: {
    when: 'this node stops',
    retry: 'later',
    zh: '服务器正在重启，请稍候。',
    en: 'The server is restarting. Please wait a moment.',
  },
} as const satisfies Record<string, Entry>;
