// Everything the Messenger profile says in one language.
import { Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { Panel } from '../../ui/Panel.tsx';
import { LeadsTo } from '../conversations/LeadsTo.tsx';
import { ListField } from './ListField.tsx';
import { type Action, type Command, type LanguageDraft, LIMITS, type Question } from './profileDraft.ts';

interface LanguageFieldsProps {
  language: LanguageDraft;
  onChange: (changes: Partial<LanguageDraft>) => void;
}

const MACROS = '{{user_first_name}}, {{user_last_name}} and {{user_full_name}} are filled in by Facebook.';

export function LanguageFields({ language, onChange }: LanguageFieldsProps) {
  return (
    <>
      <Panel title="Greeting" description={`Shown before the first message. ${MACROS}`}>
        <Textarea
          aria-label="Greeting"
          description={`${[...language.greeting].length} of ${LIMITS.greeting} characters`}
          inputWrapperOrder={['input', 'description', 'error']}
          autosize
          minRows={2}
          maxLength={LIMITS.greeting}
          value={language.greeting}
          onChange={(event) => onChange({ greeting: event.currentTarget.value })}
        />
      </Panel>
      <Panel
        title="Ice breakers"
        description="Questions a new person can tap. Where there are any, Get Started is not shown."
      >
        <ListField
          noun="question"
          max={LIMITS.questions}
          items={language.questions}
          empty={{ question: '', payload: '' }}
          onChange={(questions) => onChange({ questions })}
          row={QuestionRow}
        />
      </Panel>
      <Panel title="Menu" description="Always at hand beside the text field.">
        <Stack>
          <ListField
            noun="item"
            max={LIMITS.menu}
            items={language.menu}
            empty={{ type: 'postback', title: '', target: '', rest: {} }}
            onChange={(menu) => onChange({ menu })}
            row={ActionRow}
          />
          <Switch
            label="Hide the text field"
            description="People can then only tap; nobody can write freely"
            checked={language.isFieldHidden}
            onChange={(event) => onChange({ isFieldHidden: event.currentTarget.checked })}
          />
        </Stack>
      </Panel>
      <Panel
        title="Commands"
        description="Shown when somebody types a slash. They take the place of the menu."
      >
        <ListField
          noun="command"
          max={LIMITS.commands}
          items={language.commands}
          empty={{ name: '', description: '' }}
          onChange={(commands) => onChange({ commands })}
          row={CommandRow}
        />
      </Panel>
    </>
  );
}

interface RowProps<T> {
  item: T;
  label: string;
  onChange: (changes: Partial<T>) => void;
}

function QuestionRow({ item, label, onChange }: RowProps<Question>) {
  return (
    <>
      <TextInput
        aria-label={`${label}: question`}
        placeholder="Where is my order?"
        value={item.question}
        onChange={(event) => onChange({ question: event.currentTarget.value })}
      />
      <Target
        label={label}
        value={item.payload}
        maxLength={LIMITS.payload}
        onChange={(payload) => onChange({ payload })}
      />
    </>
  );
}

const ACTIONS = [
  { value: 'postback', label: 'Answers you' },
  { value: 'web_url', label: 'Opens a page' },
];

function ActionRow({ item, label, onChange }: RowProps<Action>) {
  const isLink = item.type === 'web_url';
  return (
    <>
      <TextInput
        aria-label={`${label}: title`}
        placeholder="Title"
        maxLength={LIMITS.menuTitle}
        value={item.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Select
        aria-label={`${label}: kind`}
        data={ACTIONS}
        allowDeselect={false}
        value={item.type}
        onChange={(value) =>
          onChange({ type: value === 'web_url' ? value : 'postback', target: '', rest: {} })
        }
      />
      {isLink ? (
        <TextInput
          aria-label={`${label}: address`}
          placeholder="https://"
          value={item.target}
          onChange={(event) => onChange({ target: event.currentTarget.value })}
        />
      ) : (
        <Target label={label} value={item.target} onChange={(target) => onChange({ target })} />
      )}
    </>
  );
}

interface TargetProps {
  label: string;
  value: string;
  maxLength?: number;
  onChange: (payload: string) => void;
}

/** An answer it leads to, or a payload of one's own. */
const Target = ({ label, value, onChange, ...limits }: TargetProps) => (
  <Stack gap={4}>
    <LeadsTo aria-label={`${label}: leads to`} value={value} onChange={onChange}>
      <TextInput
        {...limits}
        aria-label={`${label}: payload`}
        placeholder="Payload"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </LeadsTo>
  </Stack>
);

function CommandRow({ item, label, onChange }: RowProps<Command>) {
  return (
    <>
      <TextInput
        aria-label={`${label}: name`}
        placeholder="orders"
        maxLength={32}
        leftSection={<Text size="sm">/</Text>}
        value={item.name}
        onChange={(event) => onChange({ name: event.currentTarget.value.replace(/^\//, '') })}
      />
      <TextInput
        aria-label={`${label}: description`}
        placeholder="What it does"
        maxLength={64}
        value={item.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
    </>
  );
}
