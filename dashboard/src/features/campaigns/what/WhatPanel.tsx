// What a campaign sends: a composed message, a call entered as it is, or only an approved template; and which Page sends it.
import { Radio, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { pagesQuery } from '../../../api/pages.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldError, fieldId, ownError } from '../editor/problems.ts';
import { type What, whatOf } from './what.ts';

export function WhatPanel() {
  const { definition, changeWhat, problems } = useDraftContext();
  const what = whatOf(definition);
  const fault = ownError(problems, 'message');
  return (
    <Panel title="What is sent">
      <Stack gap="md" id={fieldId('message')} tabIndex={-1}>
        <Radio.Group aria-label="What is sent" value={what} onChange={(next) => changeWhat(next as What)}>
          <Stack gap="xs">
            <ChoiceCard
              value="compose"
              title="Compose a message"
              text="For Messenger, with a form and a preview."
            />
            <ChoiceCard
              value="request"
              title="Connector request (any URL)"
              text="A call with a method, headers and body of your own."
            />
            <ChoiceCard
              value="template"
              title="Utility template only"
              text="An approved template: no window needed, nothing promotional."
            />
          </Stack>
        </Radio.Group>
        {fault && (
          <Text size="sm" c="var(--mantine-color-error)">
            {what === 'template' ? 'No template is chosen yet: add one below.' : fault}
          </Text>
        )}
        {what !== 'request' && <PageSelect />}
      </Stack>
    </Panel>
  );
}

function PageSelect() {
  const { definition, change, problems } = useDraftContext();
  const pages = useQuery(pagesQuery);
  if (pages.error) return <ErrorState error={pages.error} onRetry={pages.refetch} />;
  if (pages.data?.pages.length === 0) {
    return (
      <Text size="sm">
        No Page is connected yet.{' '}
        <TextLink to="/pages" size="sm" underline="always">
          Connect one
        </TextLink>
      </Text>
    );
  }
  return (
    <div>
      <Select
        id={fieldId('page_id')}
        label="Page that sends it"
        placeholder={pages.isPending ? 'Loading…' : 'Choose a Page'}
        data={pages.data?.pages.map((page) => ({ value: page.id, label: page.name })) ?? []}
        value={definition.page_id}
        allowDeselect={false}
        error={fieldError(problems, 'page_id')}
        onChange={(page_id) => change({ page_id })}
      />
      <FieldWarnings field="page_id" />
    </div>
  );
}
