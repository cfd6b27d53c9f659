// The composer: a form for each kind of message, and the same message as JSON.
import { Stack, Tabs, Text } from '@mantine/core';
import type { ComponentType } from 'react';
import { Panel } from '../../../ui/Panel.tsx';
import { fieldId } from '../editor/problems.ts';
import { ButtonForm } from './forms/ButtonForm.tsx';
import { CardsForm } from './forms/CardsForm.tsx';
import { CouponForm } from './forms/CouponForm.tsx';
import { FeedbackForm } from './forms/FeedbackForm.tsx';
import { GridForm } from './forms/GridForm.tsx';
import { ImagesForm } from './forms/ImagesForm.tsx';
import { MediaForm } from './forms/MediaForm.tsx';
import { MediaTemplateForm } from './forms/MediaTemplateForm.tsx';
import { ReceiptForm } from './forms/ReceiptForm.tsx';
import { TextForm } from './forms/TextForm.tsx';
import { KindSelect } from './KindSelect.tsx';
import { type Kind, kindOf } from './kinds.ts';
import { PartError } from './PartError.tsx';
import { QuickReplies } from './QuickReplies.tsx';
import { RawMessage } from './RawMessage.tsx';
import { useMessage } from './useMessage.ts';

const FORMS: Record<Kind, ComponentType> = {
  text: TextForm,
  media: MediaForm,
  images: ImagesForm,
  button: ButtonForm,
  generic: CardsForm,
  media_template: MediaTemplateForm,
  image_grid: GridForm,
  receipt: ReceiptForm,
  coupon: CouponForm,
  customer_feedback: FeedbackForm,
  other: OtherForm,
};

export function Composer() {
  return (
    <Panel title="Message">
      <Tabs defaultValue="compose" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="compose">Compose</Tabs.Tab>
          <Tabs.Tab value="raw">Raw</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="compose">
          <Forms />
        </Tabs.Panel>
        <Tabs.Panel value="raw">
          <RawMessage />
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}

function Forms() {
  const { message, field } = useMessage();
  const kind = kindOf(message);
  const Form = FORMS[kind];
  return (
    <Stack gap="md" id={fieldId(field(''))} tabIndex={-1}>
      <KindSelect />
      <PartError path="" />
      <Form />
      {kind !== 'other' && <QuickReplies />}
    </Stack>
  );
}

function OtherForm() {
  return (
    <Text size="sm" c="dimmed">
      There is no form for this message: it is edited as JSON, in the tab Raw. Choosing another kind begins a
      new one.
    </Text>
  );
}
