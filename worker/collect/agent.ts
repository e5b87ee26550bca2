import { botOf, type BotReason } from './bot.ts';
import { deviceOf, USER_AGENT_BYTES, type Device } from './device.ts';
import { remembered } from './memo.ts';

/** What a user agent tells of a visit. */
export interface Agent {
  device: Device;
  bot?: BotReason;
}

/** A kilobyte each at most; a site meets some hundreds a day. */
const REMEMBERED = 2_000;

const judge = remembered(REMEMBERED, (userAgent): Agent => {
  const bot = botOf({ userAgent });
  return { device: deviceOf(userAgent), ...(bot !== undefined && { bot }) };
});

/** Looked up in lists of hundreds of patterns, which takes longer than all else that is done to an event. */
export function agentOf(userAgent: string): Agent {
  return judge(userAgent.slice(0, USER_AGENT_BYTES));
}
