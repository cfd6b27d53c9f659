// A receipt: for whom, how it was paid, the items, and the sum.
import { SimpleGrid } from '@mantine/core';
import { LIMITS } from '../limits.ts';
import { MessageList } from '../MessageList.tsx';
import { MessageText } from '../MessageText.tsx';
import { Amount } from './Amount.tsx';

const P = 'attachment.payload';
const MAX = LIMITS.receiptText;

export const ReceiptForm = () => (
  <>
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <MessageText path={`${P}.recipient_name`} label="Name" max={MAX} required />
      <MessageText
        path={`${P}.order_number`}
        label="Order number"
        max={MAX}
        hint="Another one for each receipt."
        required
      />
      <MessageText path={`${P}.currency`} label="Currency" max={MAX} placeholder="EUR" required />
      <MessageText
        path={`${P}.payment_method`}
        label="Paid with"
        max={MAX}
        placeholder="Visa 2345"
        required
      />
      <MessageText
        path={`${P}.order_url`}
        label="Page of the order"
        max={LIMITS.url}
        inputMode="url"
        placeholder="https://"
      />
    </SimpleGrid>
    <MessageList
      path={`${P}.elements`}
      title="Items"
      noun="Item"
      max={LIMITS.receiptItems}
      hint="Facebook may show them in another order."
      empty={() => ({ title: '', price: 0 })}
    >
      {(path) => (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <MessageText path={`${path}.title`} label="Title" required />
          <MessageText path={`${path}.subtitle`} label="Second line" />
          <Amount path={`${path}.quantity`} label="Quantity" />
          <Amount path={`${path}.price`} label="Price" required />
          <MessageText path={`${path}.image_url`} label="Picture" inputMode="url" placeholder="https://" />
        </SimpleGrid>
      )}
    </MessageList>
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <Amount path={`${P}.summary.subtotal`} label="Subtotal" />
      <Amount path={`${P}.summary.shipping_cost`} label="Shipping" />
      <Amount path={`${P}.summary.total_tax`} label="Tax" />
      <Amount path={`${P}.summary.total_cost`} label="Total" required />
    </SimpleGrid>
  </>
);
