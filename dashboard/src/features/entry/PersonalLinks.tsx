// Links for customers one knows: one at a time with its QR code, or many as a table for a mail or a letter.
import {
  Alert,
  Box,
  Button,
  Group,
  Image,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type EntryLink, makePersonalLink, makePersonalLinks } from '../../api/entry.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { countPeople } from '../../ui/format.ts';
import { Time } from '../../ui/Time.tsx';
import { MAX_CUSTOMERS, readCustomerIds, toCsv } from './personal.ts';
import classes from './qr.module.css';

export function PersonalLinks({ link }: { link: EntryLink }) {
  const [how, setHow] = useState('one');
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Title order={3}>Personal links</Title>
        <SegmentedControl
          size="xs"
          aria-label="How many"
          data={[
            { value: 'one', label: 'One customer' },
            { value: 'many', label: 'Many' },
          ]}
          value={how}
          onChange={setHow}
        />
      </Group>
      <Text size="sm" c="dimmed">
        When the customer opens it, their Messenger account and your customer become one person.{' '}
        {link.single_use
          ? 'It works once, so a friend it is forwarded to later changes nothing.'
          : 'It works for everybody who opens it.'}
      </Text>
      {how === 'one' ? <OneCustomer linkId={link.id} /> : <ManyCustomers link={link} />}
    </Stack>
  );
}

function OneCustomer({ linkId }: { linkId: string }) {
  const [customerId, setCustomerId] = useState('');
  const making = useMaking((id: string) => makePersonalLink(linkId, id));
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    making.mutate(customerId.trim());
  };
  return (
    <>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="xs">
          <TextInput
            label="Customer ID"
            value={customerId}
            onChange={(event) => setCustomerId(event.currentTarget.value)}
            maxLength={200}
            flex="1 1 12rem"
          />
          <Button
            type="submit"
            variant="default"
            loading={making.isPending}
            disabled={customerId.trim() === ''}
          >
            Make link
          </Button>
        </Group>
      </form>
      {making.error && <ErrorState error={making.error} title="The link was not made" />}
      {making.data && <PersonalLinkView made={making.data} />}
    </>
  );
}

interface Made {
  customer_id: string;
  url: string;
  expires_at: string;
  qr_svg: string;
}

export function PersonalLinkView({ made }: { made: Made }) {
  return (
    <Group align="flex-start" gap="lg">
      <Image
        src={`data:image/svg+xml,${encodeURIComponent(made.qr_svg)}`}
        alt={`QR code for ${made.customer_id}`}
        w={132}
        h={132}
        className={classes['code']}
      />
      <Box flex="1 1 13rem">
        <CopyField
          label={`Link for ${made.customer_id}`}
          value={made.url}
          description={
            <>
              Valid until <Time at={made.expires_at} as="absolute" />
            </>
          }
        />
      </Box>
    </Group>
  );
}

function ManyCustomers({ link }: { link: EntryLink }) {
  const [text, setText] = useState('');
  const ids = readCustomerIds(text);
  const making = useMaking((customerIds: string[]) => makePersonalLinks(link.id, customerIds));
  const isTooMany = ids.length > MAX_CUSTOMERS;
  return (
    <>
      <Textarea
        label="Customer IDs"
        description="One a line, up to 1,000."
        autosize
        minRows={4}
        maxRows={12}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={isTooMany && `These are ${ids.length.toLocaleString()}: leave some for the next table.`}
      />
      <Group>
        <Button
          variant="default"
          loading={making.isPending}
          disabled={ids.length === 0 || isTooMany}
          onClick={() => making.mutate(ids)}
        >
          Make {ids.length > 0 && !isTooMany ? ids.length.toLocaleString() : ''} links
        </Button>
        {making.data && making.data.links.length > 0 && (
          <Button
            component="a"
            href={`data:text/csv;charset=utf-8,${encodeURIComponent(toCsv(making.data.links))}`}
            download={`${link.ref_code}-personal.csv`}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Save the table of {making.data.links.length.toLocaleString()}
          </Button>
        )}
      </Group>
      {making.error && <ErrorState error={making.error} title="The links were not made" />}
      {making.data && making.data.unknown.length > 0 && (
        <Alert color="yellow" title={`${countPeople(making.data.unknown.length)} left out: no such customer`}>
          {making.data.unknown.slice(0, 20).join(', ')}
          {making.data.unknown.length > 20 && ' …'}
        </Alert>
      )}
    </>
  );
}

function useMaking<Input, Result>(call: (input: Input) => Promise<Result>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['entry-links'] }),
  });
}
