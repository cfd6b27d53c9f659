// Method and URL; and the Page, when the URL says only "the Page of the token".
import { Flex, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { pagesQuery } from '../../../api/pages.ts';
import type { ConnectorRequest } from '../../../api/types.ts';
import { useDraftContext, useRequestDraft } from '../editor/DraftContext.ts';
import { fieldError, fieldId } from '../editor/problems.ts';
import { PersonaliseMenu } from '../personalise/PersonaliseMenu.tsx';
import { useInsert } from '../personalise/useInsert.ts';

const METHODS: ConnectorRequest['method'][] = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];

export function AddressFields() {
  const { request, changeRequest, problems } = useRequestDraft();
  const { method, url } = request;
  const { ref, insert } = useInsert(url, (next) => changeRequest({ url: next }));
  const needsPage = /\/me\/messages\/?(\?|$)/.test(url);
  return (
    <>
      <Flex gap="xs" direction={{ base: 'column', sm: 'row' }} align={{ base: 'stretch', sm: 'flex-start' }}>
        <Select
          label="Method"
          w={{ base: '100%', sm: 104 }}
          data={METHODS}
          value={method}
          onChange={(value) => value && changeRequest({ method: value as ConnectorRequest['method'] })}
          allowDeselect={false}
          flex="none"
        />
        <TextInput
          id={fieldId('request.url')}
          label="URL"
          ref={ref}
          flex={1}
          value={url}
          maxLength={2000}
          spellCheck={false}
          inputMode="url"
          onChange={(event) => changeRequest({ url: event.currentTarget.value })}
          error={fieldError(problems, 'request.url')}
          rightSection={<PersonaliseMenu onInsert={insert} where="URL" />}
        />
      </Flex>
      {needsPage && <PageOfToken />}
    </>
  );
}

function PageOfToken() {
  const { definition, change, problems } = useDraftContext();
  const pages = useQuery(pagesQuery);
  return (
    <Select
      id={fieldId('page_id')}
      label="Page"
      description="“me” in the address means the Page of the token. Choose which one."
      data={pages.data?.pages.map((page) => ({ value: page.id, label: page.name })) ?? []}
      value={definition.page_id}
      onChange={(page_id) => change({ page_id })}
      error={fieldError(problems, 'page_id')}
      allowDeselect={false}
    />
  );
}
