// The tags of a campaign: known ones offered, new ones made by typing.
import { TagsInput, type TagsInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignTagsQuery } from '../../api/campaign-life.ts';

const MAX_TAGS = 20;
const MAX_LENGTH = 50;

interface TagsFieldProps extends Omit<TagsInputProps, 'value' | 'onChange' | 'data'> {
  tags: string[];
  onTags: (tags: string[]) => void;
}

export function TagsField({ tags, onTags, ...rest }: TagsFieldProps) {
  const known = useQuery(campaignTagsQuery);
  const offered = known.data?.tags.map(({ tag }) => tag) ?? [];
  const change = (next: string[]) => onTags(next.map((tag) => tag.slice(0, MAX_LENGTH)));
  return (
    <TagsInput
      aria-label="Tags"
      placeholder={tags.length === 0 ? 'Add a tag' : ''}
      data={offered}
      value={tags}
      onChange={change}
      maxTags={MAX_TAGS}
      isDuplicate={(tag, chosen) => chosen.some((one) => one.toLowerCase() === tag.toLowerCase())}
      {...rest}
    />
  );
}
