// One question about how it was. Facebook lets it be asked for 7 days after the person wrote.
import { NumberInput, Select } from '@mantine/core';
import { fieldError, fieldId } from '../../editor/problems.ts';
import { LIMITS } from '../limits.ts';
import { MessageText } from '../MessageText.tsx';
import { PartError } from '../PartError.tsx';
import { useMessage } from '../useMessage.ts';

const P = 'attachment.payload';
const SCREENS = `${P}.feedback_screens`;
const QUESTION = `${SCREENS}.0.questions.0`;
const TYPES = [
  { value: 'csat', label: 'How satisfied are you? (CSAT)' },
  { value: 'nps', label: 'Would you recommend us? (NPS)' },
  { value: 'ces', label: 'How easy was it? (CES)' },
  { value: 'free_form', label: 'In their own words' },
];

export function FeedbackForm() {
  const { text, set, get, field, problems } = useMessage();
  const days = get(`${P}.expires_in_days`);
  return (
    <>
      <MessageText path={`${P}.title`} label="Title" max={LIMITS.feedbackTitle} required />
      <MessageText path={`${P}.subtitle`} label="Second line" max={LIMITS.subtitle} />
      <MessageText path={`${P}.button_title`} label="Words of the button" max={LIMITS.feedbackButton} />
      <PartError path={SCREENS} />
      <Select
        id={fieldId(field(`${QUESTION}.type`))}
        label="Question"
        data={TYPES}
        value={text(`${QUESTION}.type`)}
        allowDeselect={false}
        error={fieldError(problems, field(`${QUESTION}.type`))}
        onChange={(type) => type && set(`${QUESTION}.type`, type)}
      />
      <MessageText
        path={`${QUESTION}.title`}
        label="Question in your own words"
        max={LIMITS.questionTitle}
        hint="5 characters or more; without it Facebook’s own words are used."
      />
      <MessageText
        path={`${QUESTION}.id`}
        label="Name of the question"
        max={LIMITS.questionId}
        hint="Letters, digits and underscores; by it you know the answer."
        required
      />
      <MessageText
        path={`${P}.business_privacy.url`}
        label="Your privacy page"
        max={LIMITS.url}
        inputMode="url"
        required
      />
      <NumberInput
        id={fieldId(field(`${P}.expires_in_days`))}
        label="Can be answered for"
        suffix=" days"
        min={1}
        max={7}
        allowDecimal={false}
        w={160}
        value={typeof days === 'number' ? days : 1}
        error={fieldError(problems, field(`${P}.expires_in_days`))}
        onChange={(value) => typeof value === 'number' && set(`${P}.expires_in_days`, value)}
      />
    </>
  );
}
