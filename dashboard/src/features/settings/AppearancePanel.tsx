// Light, dark, or like the device.
import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { Panel } from '../../ui/Panel.tsx';

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Like the device' },
] as const;

export function AppearancePanel() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title="Appearance" description="Kept in this browser.">
      <SegmentedControl
        aria-label="Appearance"
        data={[...SCHEMES]}
        value={colorScheme}
        onChange={setColorScheme}
      />
    </Panel>
  );
}
