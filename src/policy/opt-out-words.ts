// Words by which people stop messages and start them again, in many languages. Facebook demands that stop requests are honoured
// at once (Login Connect FAQ) and names no words: these are what senders of text messages offer.
//
// Left out on purpose: what answers an ordinary question. CANCEL, END and their translations end an order or a dialogue;
// "dur" is hard in French, "seis" is six, "đúng" without its marks is "dừng". A missed word still reaches an operator; a word
// misread silences somebody who wanted to hear.

import { fold } from './fold.ts';

interface Words {
  stop: readonly string[];
  start: readonly string[];
}

/** As people would write them; they are compared folded, see `fold`. */
export const CONSENT_WORDS: Readonly<Record<string, Words>> = {
  en: {
    stop: [
      'stop',
      'stop all',
      'stopall',
      'stop messages',
      'stop messaging me',
      'please stop',
      'stop please',
      'unsubscribe',
      'unsubscribe me',
      'opt out',
      'optout',
      'quit',
      'remove me',
      'no more messages',
    ],
    start: ['start', 'unstop', 'subscribe', 'resubscribe', 'opt in', 'optin', 'resume messages'],
  },
  de: {
    stop: [
      'stopp',
      'bitte stopp',
      'abmelden',
      'abbestellen',
      'austragen',
      'abmeldung',
      'keine Nachrichten mehr',
    ],
    start: ['wieder anmelden', 'abonnieren', 'wieder abonnieren', 'Nachrichten an'],
  },
  fr: {
    stop: [
      'arrêt',
      'arrêter',
      'arrêtez',
      'désabonner',
      'me désabonner',
      'désabonnement',
      'désinscription',
      'plus de messages',
    ],
    start: ["s'abonner", "m'abonner", 'réabonner', 'me réabonner', 'reprendre les messages'],
  },
  es: {
    stop: [
      'alto',
      'baja',
      'darme de baja',
      'dar de baja',
      'cancelar suscripción',
      'no más mensajes',
      'no quiero más mensajes',
    ],
    start: ['suscribir', 'suscribirme', 'suscribirme de nuevo', 'reanudar mensajes'],
  },
  pt: {
    stop: [
      'parar',
      'pare',
      'sair',
      'descadastrar',
      'descadastro',
      'cancelar inscrição',
      'cancelar subscrição',
      'não quero mais mensagens',
    ],
    start: ['inscrever', 'inscrever-me', 'subscrever', 'quero receber mensagens'],
  },
  it: {
    stop: [
      'ferma',
      'fermati',
      'disiscrivimi',
      'disiscriviti',
      'disiscrizione',
      'cancellami',
      'annulla iscrizione',
      'basta messaggi',
    ],
    start: ['iscrivimi', 'riscrivimi', 'riprendi i messaggi'],
  },
  nl: {
    stop: ['stoppen', 'afmelden', 'afmelding', 'uitschrijven', 'geen berichten meer'],
    start: ['weer aanmelden', 'opnieuw aanmelden', 'abonneren'],
  },
  pl: {
    stop: [
      'zatrzymaj',
      'rezygnuję',
      'wypisz',
      'wypisz mnie',
      'anuluj subskrypcję',
      'nie piszcie',
      'nie piszcie do mnie',
    ],
    start: ['wznów', 'subskrybuj', 'subskrybuję'],
  },
  cs: {
    stop: ['odhlásit', 'odhlásit odběr', 'zastavit', 'přestaňte', 'nechci zprávy', 'už nepište'],
    start: ['přihlásit odběr', 'obnovit odběr', 'odebírat'],
  },
  sk: {
    stop: ['odhlásiť', 'odhlásiť odber', 'zastaviť', 'prestaňte', 'nechcem správy', 'už nepíšte'],
    start: ['prihlásiť odber', 'obnoviť odber', 'odoberať'],
  },
  sv: {
    stop: [
      'stoppa',
      'sluta',
      'avregistrera',
      'avregistrera mig',
      'avsluta prenumeration',
      'inga fler meddelanden',
    ],
    start: ['starta', 'prenumerera'],
  },
  da: {
    stop: ['afmeld', 'afmeld mig', 'frameld', 'ingen flere beskeder'],
    start: ['tilmeld igen', 'abonner'],
  },
  no: {
    stop: ['stopp', 'avmeld', 'meld av', 'meld meg av', 'avslutt abonnement', 'ingen flere meldinger'],
    start: ['meld på igjen', 'abonner'],
  },
  fi: {
    stop: ['lopeta', 'lopeta viestit', 'peruuta tilaus', 'poista minut', 'ei enää viestejä'],
    start: ['aloita', 'jatka viestejä'],
  },
  ro: {
    stop: ['oprește', 'opriți', 'dezabonare', 'dezabonează-mă', 'nu mai vreau mesaje'],
    start: ['abonare', 'abonează-mă', 'reabonare'],
  },
  hu: {
    stop: ['állj', 'leiratkozás', 'leiratkozom', 'leiratkozni', 'nem kérek több üzenetet'],
    start: ['feliratkozás', 'feliratkozom', 'feliratkozni'],
  },
  el: {
    stop: ['σταμάτα', 'σταματήστε', 'στοπ', 'διαγραφή', 'απεγγραφή', 'όχι άλλα μηνύματα'],
    start: ['έναρξη', 'εγγραφή', 'επανεγγραφή'],
  },
  tr: {
    stop: ['durdur', 'ret', 'abonelikten çık', 'mesaj istemiyorum', 'mesaj göndermeyin'],
    start: ['başlat', 'abone ol', 'yeniden başlat'],
  },
  ru: {
    stop: ['стоп', 'отписаться', 'отписка', 'отпишите меня', 'не пишите', 'не пишите мне', 'хватит писать'],
    start: ['старт', 'подписаться', 'подпишите меня', 'возобновить'],
  },
  uk: {
    stop: ['стоп', 'відписатися', 'відписатись', 'відпишіть мене', 'не пишіть', 'не пишіть мені'],
    start: ['старт', 'підписатися', 'підписатись', 'підпишіть мене', 'відновити'],
  },
  ar: {
    stop: ['توقف', 'قف', 'إيقاف', 'أوقف', 'أوقفوا الرسائل', 'إلغاء الاشتراك', 'لا ترسلوا'],
    start: ['ابدأ', 'اشتراك', 'اشترك', 'استئناف الرسائل'],
  },
  he: {
    stop: ['עצור', 'עצרו', 'הסר', 'הסירו אותי', 'הסרה', 'להסרה', 'הפסיקו', 'ביטול מנוי'],
    start: ['התחל', 'הרשמה מחדש', 'חידוש מנוי'],
  },
  hi: {
    stop: ['रोकें', 'रोको', 'बंद करें', 'बंद करो', 'सदस्यता रद्द करें', 'संदेश बंद करें', 'मैसेज बंद करो'],
    start: ['शुरू', 'शुरू करें', 'सदस्यता लें'],
  },
  id: {
    stop: ['berhenti', 'hentikan', 'berhenti berlangganan', 'jangan kirim pesan'],
    start: ['mulai', 'mulai lagi', 'berlangganan'],
  },
  vi: {
    stop: [
      'dừng nhắn tin',
      'ngừng nhắn tin',
      'ngừng nhận tin',
      'hủy đăng ký',
      'huỷ đăng ký',
      'từ chối nhận tin',
    ],
    start: ['bắt đầu', 'đăng ký lại', 'nhận tin lại'],
  },
  th: {
    stop: ['หยุด', 'หยุดส่ง', 'หยุดส่งข้อความ', 'ยกเลิกการสมัคร', 'ไม่รับข้อความ', 'เลิกรับข่าวสาร'],
    start: ['เริ่ม', 'สมัครรับข่าวสาร', 'รับข้อความ'],
  },
  ja: {
    stop: ['停止', 'ストップ', '配信停止', '配信解除', '購読解除', '登録解除'],
    start: ['再開', 'スタート', '配信再開', '購読'],
  },
  ko: {
    stop: ['중지', '중단', '그만', '수신거부', '수신 거부', '구독취소', '구독 취소'],
    start: ['시작', '수신동의', '수신 동의', '구독'],
  },
  zh: {
    stop: ['停止', '停止发送', '退订', '退訂', '取消订阅', '取消訂閱', '别发了', '不要再发', '不要再傳'],
    start: ['开始', '開始', '订阅', '訂閱', '重新订阅', '重新訂閱'],
  },
};

/** Longer messages are sentences, whatever they hold. */
const MAX_LENGTH = 60;

const MEANINGS: ReadonlyMap<string, 'stop' | 'start'> = new Map(
  Object.values(CONSENT_WORDS).flatMap(({ stop, start }) => [
    ...stop.map((word) => [fold(word), 'stop'] as const),
    ...start.map((word) => [fold(word), 'start'] as const),
  ]),
);

/**
 * What a whole message asks for: no more messages, messages again, or neither. A word inside a sentence is neither.
 * A question ("start?") asks, and does not consent; it is enough to stop.
 */
export function readConsentWord(text: string): 'stop' | 'start' | null {
  if (text.length > MAX_LENGTH) return null;
  const meaning = MEANINGS.get(fold(text)) ?? null;
  return meaning === 'start' && /[?？؟;]/.test(text) ? null : meaning;
}
