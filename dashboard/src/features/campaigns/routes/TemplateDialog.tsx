// The Page's utility templates to choose from, each with its state at Facebook.
import { Badge, Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { templatesQuery, type UtilityTemplate } from '../../../api/page-tools.ts';
import { catalogueQuery } from '../../../api/people.ts';
import type { UtilityTemplateUse } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingRows } from '../../../ui/Loading.tsx';
import { TextLink } from '../../../ui/links.tsx';
import { StateMark } from '../../../ui/StateMark.tsx';
import classes from './TemplateDialog.module.css';
import { takeTemplate } from './template.ts';

interface TemplateDialogProps {
  isOpen: boolean;
  onClose: () => void;
  pageId: string;
  onChoose: (use: UtilityTemplateUse) => void;
}

export function TemplateDialog({ isOpen, onClose, ...rest }: TemplateDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Choose a utility template" size="lg">
      <Templates {...rest} />
    </Modal>
  );
}

const MAX_SHOWN = 100;

function Templates({ pageId, onChoose }: Pick<TemplateDialogProps, 'pageId' | 'onChoose'>) {
  const templates = useQuery(templatesQuery(pageId));
  const catalogue = useQuery(catalogueQuery);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = (templates.data?.templates ?? []).filter((template) =>
    `${template.name} ${template.shape.body.text}`.toLowerCase().includes(wanted),
  );
  const attributes = new Set(catalogue.data?.attributes.map((attribute) => attribute.name));
  if (templates.isPending) return <LoadingRows rows={4} />;
  if (templates.error) return <ErrorState error={templates.error} onRetry={templates.refetch} />;
  return (
    <Stack>
      {templates.data.error && (
        <Text size="sm" c="dimmed">
          As last read from Facebook: {templates.data.error}
        </Text>
      )}
      <TextInput
        aria-label="Search templates"
        placeholder="Search by name or text"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {found.slice(0, MAX_SHOWN).map((template) => (
          <li key={`${template.name}/${template.language}`}>
            <TemplateRow template={template} onChoose={() => onChoose(takeTemplate(template, attributes))} />
          </li>
        ))}
      </Stack>
      {found.length === 0 && (
        <Text c="dimmed">
          {wanted === '' ? 'This Page has no utility template yet.' : 'No template like this.'}
        </Text>
      )}
      {found.length > MAX_SHOWN && (
        <Text size="sm" c="dimmed">
          The first {MAX_SHOWN} of {found.length}; search to see others.
        </Text>
      )}
      <TextLink
        to="/pages/$pageId"
        params={{ pageId }}
        search={{ tab: 'templates' }}
        size="sm"
        underline="always"
      >
        Create templates and see their review
      </TextLink>
    </Stack>
  );
}

function TemplateRow({ template, onChoose }: { template: UtilityTemplate; onChoose: () => void }) {
  const { name, language, title, tone, sendable, shape } = template;
  return (
    <UnstyledButton className={classes['row'] ?? ''} onClick={onChoose} disabled={!sendable}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          <Badge color="gray">{language}</Badge>
        </Group>
        <StateMark tone={tone}>{title}</StateMark>
      </Group>
      <Text size="sm" c="dimmed" lineClamp={2}>
        {shape.body.text}
      </Text>
    </UnstyledButton>
  );
}
