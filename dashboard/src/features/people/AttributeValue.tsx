// A value of an attribute as people read it: dates in their own zone, places as two numbers, objects line by line.
import { Text } from '@mantine/core';
import { formatDateTime } from '../../ui/format.ts';
import classes from './AttributeValue.module.css';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export function AttributeValue({ value }: { value: unknown }) {
  if (isRecord(value) && !isPlace(value)) return <Inside of={value} />;
  if (Array.isArray(value) && value.some(isRecord)) {
    return (
      <ol className={classes['items']}>
        {value.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items have no identity of their own
          <li key={index}>
            <AttributeValue value={item} />
          </li>
        ))}
      </ol>
    );
  }
  return wordsOf(value);
}

function Inside({ of }: { of: Record<string, unknown> }) {
  const entries = Object.entries(of);
  if (entries.length === 0) {
    return (
      <Text span size="sm" c="dimmed">
        empty
      </Text>
    );
  }
  return (
    <dl className={classes['inside']}>
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>
            <AttributeValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPlace = (value: Record<string, unknown>): boolean =>
  Object.keys(value).length === 2 && typeof value['lat'] === 'number' && typeof value['lon'] === 'number';

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return INSTANT.test(value) ? formatDateTime(value) : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(wordsOf).join(', ');
  return isRecord(value) ? `${value['lat']}, ${value['lon']}` : String(value);
}
