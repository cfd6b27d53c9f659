// The Messenger profile as a new person meets it on a phone.

import classes from './Phone.module.css';
import { Bubble, Phone } from './Phone.tsx';
import type { LanguageDraft } from './profileDraft.ts';

interface ProfilePhoneProps {
  pageName: string;
  getStarted: string;
  language: LanguageDraft;
}

const SOMEBODY: Record<string, string> = {
  user_first_name: 'Anna',
  user_last_name: 'Lee',
  user_full_name: 'Anna Lee',
};

export function ProfilePhone({ pageName, getStarted, language }: ProfilePhoneProps) {
  const { greeting, questions, menu, isFieldHidden, commands } = language;
  return (
    <Phone
      head={pageName}
      foot={
        <>
          <Menu language={language} />
          {getStarted.trim() !== '' && questions.length === 0 && (
            <div className={classes['start']}>Get Started</div>
          )}
          {!isFieldHidden && <div className={classes['field']}>Message</div>}
        </>
      }
    >
      {greeting.trim() === '' && questions.length + menu.length + commands.length === 0 && (
        <p className={classes['note']}>Nothing is said before somebody writes.</p>
      )}
      {greeting.trim() !== '' && <Bubble text={withName(greeting)} />}
      {questions.length > 0 && (
        <ul className={classes['questions']} aria-label="Ice breakers">
          {questions.map(({ question }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: questions have no identity but their place
            <li key={index}>{question || '…'}</li>
          ))}
        </ul>
      )}
    </Phone>
  );
}

function Menu({ language: { menu, commands } }: { language: LanguageDraft }) {
  const lines = commands.length > 0 ? commands.map(({ name }) => `/${name}`) : menu.map(({ title }) => title);
  if (lines.length === 0) return null;
  return (
    <ul className={classes['menu']} aria-label={commands.length > 0 ? 'Commands' : 'Menu'}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <li key={index}>{line || '…'}</li>
      ))}
    </ul>
  );
}

const withName = (text: string): string =>
  text.replace(/\{\{\s*(user_\w+)\s*\}\}/g, (whole, name: string) => SOMEBODY[name] ?? whole);
