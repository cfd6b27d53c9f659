// The Messenger profile while it is edited: language by language, as an operator thinks of it; the platform keeps it
// property by property. Pure.
import type { MessengerProfile } from '../../api/page-tools.ts';

export interface Action {
  type: 'postback' | 'web_url';
  title: string;
  /** Of a postback its payload, of a web_url its address. */
  target: string;
  /** What else the platform keeps with it (the height of its web view); goes back as it came. */
  rest: Record<string, unknown>;
}
export interface Question {
  question: string;
  payload: string;
}
export interface Command {
  name: string;
  description: string;
}

export interface LanguageDraft {
  locale: string;
  greeting: string;
  questions: Question[];
  menu: Action[];
  isFieldHidden: boolean;
  commands: Command[];
}

export interface ProfileDraft {
  /** '': no Get Started button. */
  getStarted: string;
  /** 'default' always comes first. */
  languages: LanguageDraft[];
}

export const LIMITS = { greeting: 160, questions: 4, menu: 20, menuTitle: 30, commands: 100, payload: 1000 };

export const emptyLanguage = (locale: string): LanguageDraft => ({
  locale,
  greeting: '',
  questions: [],
  menu: [],
  isFieldHidden: false,
  commands: [],
});

export function toDraft(profile: MessengerProfile): ProfileDraft {
  const lists = [profile.greeting, profile.ice_breakers, profile.persistent_menu, profile.commands];
  const locales = new Set(['default', ...lists.flatMap((list) => list.map(({ locale }) => locale))]);
  const of = <T extends { locale: string }>(list: T[], locale: string): T | undefined =>
    list.find((one) => one.locale === locale);
  return {
    getStarted: profile.get_started?.payload ?? '',
    languages: [...locales].map((locale) => {
      const menu = of(profile.persistent_menu, locale);
      return {
        locale,
        greeting: of(profile.greeting, locale)?.text ?? '',
        questions: of(profile.ice_breakers, locale)?.call_to_actions ?? [],
        menu: (menu?.call_to_actions ?? []).map(toAction),
        isFieldHidden: menu?.composer_input_disabled ?? false,
        commands: of(profile.commands, locale)?.commands ?? [],
      };
    }),
  };
}

type MenuItem = NonNullable<MessengerProfile['persistent_menu'][number]['call_to_actions']>[number];

function toAction(item: MenuItem): Action {
  if (item.type === 'postback') {
    const { type, title, payload, ...rest } = item;
    return { type, title, target: payload, rest };
  }
  const { type, title, url, ...rest } = item;
  return { type, title, target: url, rest };
}

const toItem = ({ type, title, target, rest }: Action): MenuItem =>
  type === 'postback'
    ? { type, title: title.trim(), payload: target.trim() }
    : { type, title: title.trim(), url: target.trim(), ...rest };

/** What is empty in a language is left out of it. */
export function toProfile({ getStarted, languages }: ProfileDraft): MessengerProfile {
  const payload = getStarted.trim();
  const having = (has: (language: LanguageDraft) => boolean) => languages.filter(has);
  return {
    get_started: payload === '' ? null : { payload },
    greeting: having(({ greeting }) => greeting.trim() !== '').map(({ locale, greeting }) => ({
      locale,
      text: greeting.trim(),
    })),
    ice_breakers: having(({ questions }) => questions.length > 0).map(({ locale, questions }) => ({
      locale,
      call_to_actions: questions,
    })),
    persistent_menu: having(({ menu, isFieldHidden }) => menu.length > 0 || isFieldHidden).map(
      ({ locale, menu, isFieldHidden }) => ({
        locale,
        composer_input_disabled: isFieldHidden,
        call_to_actions: menu.map(toItem),
      }),
    ),
    commands: having(({ commands }) => commands.length > 0).map(({ locale, commands }) => ({
      locale,
      commands,
    })),
  };
}
