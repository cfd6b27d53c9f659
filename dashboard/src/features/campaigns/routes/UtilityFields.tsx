// The settings of a utility template in the chain: its language, and a value for everything it asks for.
import { Alert, Blockquote, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { templatesQuery, type UtilityTemplate } from '../../../api/page-tools.ts';
import { catalogueQuery } from '../../../api/people.ts';
import type { UtilityTemplateUse } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LIMITS } from '../compose/limits.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId, ownError } from '../editor/problems.ts';
import { PersonalisedInput } from '../personalise/PersonalisedInput.tsx';
import { withPlaces } from '../personalise/personalise.ts';
import { fillTemplate, inLanguage, valuesOf } from './template.ts';
import { useRoutesPage } from './useRoutesPage.ts';

interface UtilityFieldsProps {
  use: UtilityTemplateUse;
  /** Where it stands in the definition. */
  field: string;
  onChange: (use: UtilityTemplateUse) => void;
}

export function UtilityFields({ use, field, onChange }: UtilityFieldsProps) {
  const pageId = useRoutesPage();
  const { problems } = useDraftContext();
  const templates = useQuery({ ...templatesQuery(pageId ?? ''), enabled: pageId !== null });
  const all = templates.data?.templates.filter(({ name }) => name === use.name) ?? [];
  const known = all.find(({ language }) => language === use.language);
  const fault = ownError(problems, `${field}.name`) ?? ownError(problems, `${field}.body`);
  return (
    <Stack gap="sm" id={fieldId(field)} tabIndex={-1}>
      {templates.error && <ErrorState error={templates.error} onRetry={templates.refetch} />}
      {fault && (
        <Text size="sm" c="var(--mantine-color-error)" id={fieldId(`${field}.name`)} tabIndex={-1}>
          {fault}
        </Text>
      )}
      {known && !known.sendable && (
        <Alert color="yellow" title={known.title}>
          {known.meaning} {known.remedy}
        </Alert>
      )}
      {known && <TemplateText template={known} use={use} />}
      <Languages use={use} all={all} onChange={onChange} />
      <Values use={use} known={known} field={field} onChange={onChange} />
    </Stack>
  );
}

function TemplateText({ template, use }: { template: UtilityTemplate; use: UtilityTemplateUse }) {
  const { shape } = template;
  return (
    <Blockquote
      p="sm"
      radius="md"
      color="gray"
      fz="sm"
      style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
    >
      {shape.header?.text && (
        <strong>
          {shape.header.text}
          {'\n'}
        </strong>
      )}
      {withPlaces(fillTemplate(shape.body.text, valuesOf(use.body)))}
    </Blockquote>
  );
}

interface LanguagesProps {
  use: UtilityTemplateUse;
  all: UtilityTemplate[];
  onChange: (use: UtilityTemplateUse) => void;
}

function Languages({ use, all, onChange }: LanguagesProps) {
  const catalogue = useQuery(catalogueQuery);
  const choose = (language: string | null) => {
    const template = all.find((one) => one.language === language);
    if (template) onChange(inLanguage(use, template));
  };
  const languages = all.map(({ language, sendable, title }) => ({
    value: language,
    label: sendable ? language : `${language} (${title.toLowerCase()})`,
  }));
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <Select
        label="Language"
        data={languages.length > 0 ? languages : [use.language]}
        value={use.language}
        allowDeselect={false}
        onChange={choose}
      />
      <Select
        label="Each person’s own language"
        description="Where the template has it, approved; else the one beside."
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder="The same for everybody"
        data={catalogue.data?.attributes.map(({ name }) => name) ?? []}
        value={use.language_attribute}
        clearable
        searchable
        limit={100}
        onChange={(language_attribute) => onChange({ ...use, language_attribute })}
      />
    </SimpleGrid>
  );
}

interface ValuesProps extends UtilityFieldsProps {
  known: UtilityTemplate | undefined;
}

function Values({ use, known, field, onChange }: ValuesProps) {
  const { problems } = useDraftContext();
  const shared = (path: string) => ({
    id: fieldId(`${field}.${path}`),
    max: LIMITS.utilityValue,
    error: fieldError(problems, `${field}.${path}`),
    required: true,
  });
  return (
    <>
      {use.header !== null && (
        <PersonalisedInput
          {...shared('header')}
          label="In the header"
          value={use.header}
          onChange={(header) => onChange({ ...use, header })}
        />
      )}
      {use.body.map((parameter, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parameters are told apart by their place
        <div key={index}>
          <PersonalisedInput
            {...shared(`body.${index}.value`)}
            label={`{{${parameter.name ?? index + 1}}}`}
            value={parameter.value}
            onChange={(value) => onChange({ ...use, body: use.body.with(index, { ...parameter, value }) })}
          />
          <FieldWarnings field={`${field}.body.${index}.value`} />
        </div>
      ))}
      {use.buttons.map((button, index) => {
        const asked = known?.shape.buttons[index];
        if (asked && !asked.takesValue && button.value === '') return null;
        return (
          <PersonalisedInput
            {...shared(`buttons.${index}.value`)}
            // biome-ignore lint/suspicious/noArrayIndexKey: buttons are told apart by their place
            key={index}
            label={`Button “${asked?.text ?? index + 1}”: ${button.type === 'URL' ? 'end of its address' : 'payload'}`}
            value={button.value}
            onChange={(value) => onChange({ ...use, buttons: use.buttons.with(index, { ...button, value }) })}
          />
        );
      })}
    </>
  );
}
