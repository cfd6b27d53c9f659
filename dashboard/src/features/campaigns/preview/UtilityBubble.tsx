// A utility template on the phone: its words are the Page's, its values the campaign's.
import { useQuery } from '@tanstack/react-query';
import { templatesQuery } from '../../../api/page-tools.ts';
import { fillTemplate } from '../routes/template.ts';
import type { PhoneBubble } from './message.ts';
import { Buttons } from './PhoneButtons.tsx';
import { Picture } from './PhonePicture.tsx';
import classes from './PhonePreview.module.css';

interface UtilityBubbleProps {
  bubble: Extract<PhoneBubble, { kind: 'utility' }>;
  pageId: string | null;
}

export function UtilityBubble({ bubble, pageId }: UtilityBubbleProps) {
  const { name, language, header, values } = bubble;
  const templates = useQuery({ ...templatesQuery(pageId ?? ''), enabled: pageId !== null });
  const template = templates.data?.templates.find((one) => one.name === name && one.language === language);
  if (!template) {
    return (
      <div className={classes['bubble']}>
        <p className={classes['text']}>
          Template {name} ({language})
        </p>
      </div>
    );
  }
  const { shape } = template;
  const isPicture = shape.header !== null && shape.header.format !== 'TEXT';
  const [place] = shape.header?.placeholders ?? [];
  const filled = new Map(place === undefined || header === null ? [] : [[place, header] as const]);
  return (
    <div className={classes['bubble']}>
      {isPicture && <Picture url={header ?? 'The picture of the template'} isWide />}
      <p className={classes['text']}>
        {!isPicture && shape.header?.text && (
          <>
            <strong>{fillTemplate(shape.header.text, filled)}</strong>
            {'\n'}
          </>
        )}
        {fillTemplate(shape.body.text, values)}
      </p>
      <Buttons buttons={shape.buttons.map(({ text, type }) => ({ title: text, isLink: type === 'URL' }))} />
    </div>
  );
}
