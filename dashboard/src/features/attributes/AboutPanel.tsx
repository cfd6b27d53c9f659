// What an attribute means, and whether it is hidden.
import { Button, Group, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { AttributeDetails } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatNumber } from '../../ui/format.ts';
import { applyFormError } from '../../ui/formError.ts';
import { notifyDone } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { useUpdating } from './useUpdating.ts';

export function AboutPanel({ attribute }: { attribute: AttributeDetails }) {
  const { name, sensitive, description, from_websites, left_out, left_out_at } = attribute;
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const form = useForm({ initialValues: { description } });
  const updating = useUpdating(name);
  const save = form.onSubmit(async (values) => {
    setUnplaced(null);
    try {
      await updating.mutateAsync(values);
      form.resetDirty();
      notifyDone('The description is saved.');
    } catch (error) {
      setUnplaced(applyFormError(form, error));
    }
  });
  return (
    <Panel title="About">
      <form onSubmit={save} noValidate>
        <Stack>
          {unplaced !== null && <ErrorState error={unplaced} title="It was not saved" />}
          <Textarea
            label="Description"
            description="For colleagues who build segments and messages."
            autosize
            minRows={2}
            maxRows={6}
            maxLength={500}
            {...form.getInputProps('description')}
          />
          {form.isDirty() && (
            <Group justify="flex-end">
              <Button type="submit" loading={updating.isPending}>
                Save description
              </Button>
            </Group>
          )}
        </Stack>
      </form>
      <Switch
        mt="lg"
        label="Sensitive"
        description="Its values are hidden from everybody but the owner, and left out of exports by others. Segments and messages still use it."
        checked={sensitive}
        disabled={name === 'ps_id' || updating.isPending}
        onChange={(event) => {
          setUnplaced(null);
          updating.mutate({ sensitive: event.currentTarget.checked }, { onError: setUnplaced });
        }}
      />
      <Switch
        mt="lg"
        label="Websites may set it"
        description="A website’s key stands in its pages: whoever reads it may then set this of any customer whose id they know."
        checked={from_websites}
        disabled={name === 'ps_id' || updating.isPending}
        onChange={(event) => {
          setUnplaced(null);
          updating.mutate({ from_websites: event.currentTarget.checked }, { onError: setUnplaced });
        }}
      />
      {left_out > 0 && left_out_at !== null && (
        <Text size="sm" mt="xs" style={{ color: 'var(--talaria-warn)' }}>
          {formatNumber(left_out)} {left_out === 1 ? 'value' : 'values'} that a website sent{' '}
          {left_out === 1 ? 'was' : 'were'} left out, the last one <Time at={left_out_at} />.
        </Text>
      )}
    </Panel>
  );
}
