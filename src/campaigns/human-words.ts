// Words by which people ask for a human instead of an automatic answer. Compared as a whole message, folded: "agent" in
// "agent 007 ticket" asks for a film.
import { foldWriting } from '../kit/written-words.ts';

const WORDS: Readonly<Record<string, readonly string[]>> = {
  en: [
    ...[
      'human',
      'a human',
      'agent',
      'live agent',
      'operator',
      'real person',
      'representative',
      'customer service',
    ],
    ...['talk to a human', 'speak to a human', 'talk to a person', 'speak to someone', 'talk to an agent'],
    ...[
      'speak to an agent',
      'i want to talk to a human',
      'human please',
      'agent please',
      'help from a human',
    ],
  ],
  de: [
    'mensch',
    'ein mensch',
    'mitarbeiter',
    'mit einem menschen sprechen',
    'mit einem mitarbeiter sprechen',
    'kundenservice',
  ],
  fr: [
    'humain',
    'un humain',
    'conseiller',
    'un conseiller',
    'parler à un humain',
    'parler à un conseiller',
    'service client',
  ],
  es: [
    'humano',
    'un humano',
    'agente',
    'persona real',
    'hablar con un humano',
    'hablar con un agente',
    'hablar con una persona',
  ],
  pt: [
    'humano',
    'atendente',
    'falar com um humano',
    'falar com um atendente',
    'falar com uma pessoa',
    'pessoa real',
  ],
  it: [
    'umano',
    'operatore',
    'un operatore',
    'parlare con un operatore',
    'parlare con una persona',
    'persona reale',
  ],
  nl: [
    'mens',
    'medewerker',
    'een medewerker',
    'praten met een mens',
    'klantenservice',
    'met een medewerker spreken',
  ],
  pl: ['człowiek', 'konsultant', 'z człowiekiem', 'rozmowa z człowiekiem', 'rozmowa z konsultantem'],
  cs: [
    'člověk',
    's člověkem',
    'operátor',
    'operátora',
    'mluvit s člověkem',
    'chci mluvit s člověkem',
    'živý operátor',
  ],
  sk: ['človek', 'operátor', 'hovoriť s človekom', 'chcem hovoriť s človekom'],
  ro: ['operator', 'vorbesc cu un om', 'vreau sa vorbesc cu un om'],
  hu: ['ember', 'ügyintéző', 'emberrel beszélni', 'emberrel szeretnék beszélni'],
  tr: ['insan', 'temsilci', 'müşteri temsilcisi', 'bir insanla konuşmak istiyorum'],
  ru: ['человек', 'оператор', 'позовите оператора', 'поговорить с человеком', 'живой человек'],
  uk: ['людина', 'оператор', 'поговорити з людиною', 'покличте оператора'],
  vi: ['nhân viên', 'gặp nhân viên', 'tư vấn viên', 'nói chuyện với người thật'],
  th: ['คุยกับคน', 'เจ้าหน้าที่', 'คุยกับเจ้าหน้าที่'],
  id: ['manusia', 'bicara dengan manusia', 'bicara dengan agen', 'petugas'],
  ar: ['إنسان', 'موظف', 'التحدث مع موظف', 'خدمة العملاء'],
  ja: ['人と話す', '担当者', 'オペレーター', '担当者と話したい'],
  zh: ['人工', '人工客服', '转人工', '真人'],
};

const plain = (text: string): string =>
  foldWriting(text)
    .replaceAll(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim();

const FOLDED: ReadonlySet<string> = new Set(Object.values(WORDS).flat().map(plain));

/** Whether a whole message asks for a human. */
export const asksForHuman = (text: string): boolean => text.length <= 200 && FOLDED.has(plain(text));
