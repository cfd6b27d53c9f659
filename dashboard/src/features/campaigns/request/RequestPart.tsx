// A call to any address as it is entered: the request, what counts as an answer, and who is left out.
import { Stack } from '@mantine/core';
import { Panel } from '../../../ui/Panel.tsx';
import { AnswerPanel } from '../answer/AnswerPanel.tsx';
import { useRequestDraft } from '../editor/DraftContext.ts';
import { AddressFields } from './AddressFields.tsx';
import { BodyField } from './BodyField.tsx';
import { DestinationNote } from './DestinationNote.tsx';
import { MissingAttributeField } from './MissingAttributeField.tsx';
import { HeaderRows, ParamRows } from './RequestRows.tsx';
import { TemplateButton } from './TemplateButton.tsx';

export function RequestPart() {
  const { request, changeRequest } = useRequestDraft();
  return (
    <>
      <Panel
        title="Request"
        description="Talaria makes this call once for each person."
        actions={<TemplateButton />}
      >
        <Stack gap="lg">
          <AddressFields />
          <DestinationNote />
          <BodyField />
          <ParamRows />
          <HeaderRows />
        </Stack>
      </Panel>
      <AnswerPanel />
      <Panel title="Who is left out">
        <MissingAttributeField
          value={request.missing_attribute}
          onChange={(missing_attribute) => changeRequest({ missing_attribute })}
        />
      </Panel>
    </>
  );
}
