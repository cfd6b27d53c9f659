// What an error looks like on top of its code: the language of its sentence, and its HTTP status. Neither is contractual on
// the platform (messenger-platform §7), so both can be varied by settings; clients decide by code and subcode.
import type { Random } from '../world/random.ts';
import type { Settings } from '../world/settings.ts';
import type { GraphError } from './errors.ts';

type Language = 'de_DE' | 'zh_CN';

/** By code; `*` for the rest. */
const SENTENCES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  de_DE: {
    '10': 'Diese Nachricht wird außerhalb des erlaubten Zeitraums gesendet, oder die Berechtigung fehlt.',
    '100': 'Ungültiger Parameter',
    '190': 'Das Zugriffstoken ist ungültig.',
    '200': 'Berechtigungsfehler',
    '551': 'Diese Person ist derzeit nicht verfügbar.',
    '613': 'Zu viele Aufrufe dieser Schnittstelle.',
    '80006': 'Es gab zu viele Aufrufe für dieses Messenger-Konto. Bitte warte etwas.',
    '*': 'Die Anfrage konnte nicht ausgeführt werden.',
  },
  zh_CN: {
    '10': '此消息在允许的时间范围之外发送,或缺少权限。',
    '100': '参数无效',
    '190': '访问口令无效。',
    '200': '权限错误',
    '551': '目前无法联系到此用户。',
    '613': '对此 API 的调用已超出频率限制。',
    '80006': '对此 Messenger 帐户的调用次数过多,请稍后再试。',
    '*': '无法完成请求。',
  },
};
const LANGUAGES = ['en_US', 'de_DE', 'zh_CN'] as const;

/** The error as the settings want it to look. */
export function dressError(error: GraphError, { platform }: Settings, random: Random): DressedError {
  const wanted = platform.message_language;
  const language = wanted === 'mixed' ? random.pick(LANGUAGES) : wanted;
  const odd = random.chance(platform.odd_status_probability);
  return {
    status: odd ? random.pick(statusesOf(error)) : error.status,
    message: language === 'en_US' ? error.message : translate(error.code, language),
  };
}

interface DressedError {
  status: number;
  message: string;
}

function translate(code: number, language: Language): string {
  const sentences = SENTENCES[language];
  return `(#${code}) ${sentences[String(code)] ?? sentences['*']}`;
}

/** "190 → 400 or 401; permission → 400/403; 1/2 → 500/503; throttles → 400/403 (429 rare)" */
function statusesOf({ code, status }: GraphError): readonly number[] {
  if (code === 190) return [400, 401];
  if (code === 10 || (code >= 200 && code <= 299)) return [400, 403];
  if (code === 1 || code === 2) return [500, 503];
  if ([4, 17, 32, 613, 80001, 80006].includes(code)) return [400, 403, 429];
  return [status, 400, 500];
}
