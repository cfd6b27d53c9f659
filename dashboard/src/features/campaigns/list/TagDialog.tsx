// One tag for the chosen campaigns, or taken away from them.
import { Autocomplete, Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { campaignTagsQuery } from '../../../api/campaign-life.ts';
import type { CampaignRow } from '../../../api/types.ts';
import { countCampaigns, isSameTag } from './bulk.ts';

interface TagDialogProps {
  action: 'tag' | 'untag' | null;
  chosen: CampaignRow[];
  onClose: () => void;
  onTag: (action: 'tag' | 'untag', tag: string) => void;
}

export function TagDialog({ action, chosen, onClose, onTag }: TagDialogProps) {
  const title = action === 'untag' ? 'Take a tag away' : 'Add a tag';
  return (
    <Modal opened={action !== null} onClose={onClose} title={title}>
      {action && <TagForm action={action} chosen={chosen} onTag={(tag) => onTag(action, tag)} />}
    </Modal>
  );
}

interface TagFormProps {
  action: 'tag' | 'untag';
  chosen: CampaignRow[];
  onTag: (tag: string) => void;
}

function TagForm({ action, chosen, onTag }: TagFormProps) {
  const [tag, setTag] = useState('');
  const known = useQuery(campaignTagsQuery);
  const all = chosen.flatMap((row) => row.tags);
  const theirs = all
    .filter((one, index) => all.findIndex((other) => isSameTag(one, other)) === index)
    .toSorted();
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    onTag(tag.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {action === 'tag' ? (
          <Autocomplete
            label="Tag"
            data={known.data?.tags.map((one) => one.tag) ?? []}
            value={tag}
            onChange={setTag}
            maxLength={50}
            data-autofocus
          />
        ) : (
          <Select
            label="Tag"
            data={theirs}
            value={tag || null}
            onChange={(value) => setTag(value ?? '')}
            nothingFoundMessage="None of them has a tag"
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button type="submit" disabled={tag.trim() === ''}>
            {action === 'tag' ? 'Add to' : 'Take from'} {countCampaigns(chosen.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
