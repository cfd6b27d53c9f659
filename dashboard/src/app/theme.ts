// The look: a deep sea-green over warm stone greys, a system type face, calm radii. Everything visual starts here.
import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Card,
  CloseButton,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Modal,
  Paper,
  Skeleton,
  Table,
  Tooltip,
} from '@mantine/core';
import alertClasses from './Alert.module.css';

const sea: MantineColorsTuple = [
  '#eefaf7',
  '#d3f0ea',
  '#a5dfd5',
  '#71cabd',
  '#45b1a3',
  '#2a968a',
  '#1b7a71',
  '#17625c',
  '#144e4a',
  '#0f3b38',
];
const stone: MantineColorsTuple = [
  '#faf9f8',
  '#f4f3f1',
  '#e9e7e4',
  '#d9d6d2',
  '#bfbab5',
  '#a39d97',
  '#756f69',
  '#57524d',
  '#403b37',
  '#292522',
];
const night: MantineColorsTuple = [
  '#ebe8e5',
  '#cfcbc7',
  '#aba5a0',
  '#8b857f',
  '#4a4541',
  '#3a3632',
  '#2a2724',
  '#1d1b19',
  '#161513',
  '#0f0e0d',
];

const CLOSE = { 'aria-label': 'Close' };
/** Mantine's <header> in a dialog would count as a second banner of the page. */
const NO_BANNER = { header: { role: 'presentation' } };
const TITLE = { title: { fontSize: '1.0625rem', fontWeight: 650 } };

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 6, dark: 6 },
  colors: { sea, gray: stone, dark: night },
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    // Most alerts inform; those that interrupt say role="alert" themselves.
    Alert: Alert.extend({
      defaultProps: { role: 'status' },
      classNames: alertClasses,
      vars: (_, { color = 'sea' }) => ({ root: { '--alert-color': `var(--mantine-color-${color}-filled)` } }),
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } }),
    CloseButton: CloseButton.extend({ defaultProps: CLOSE }),
    Drawer: Drawer.extend({
      defaultProps: { closeButtonProps: CLOSE, attributes: NO_BANNER },
      styles: TITLE,
    }),
    Card: Card.extend({ defaultProps: { withBorder: true, padding: 'lg', radius: 'lg' } }),
    Modal: Modal.extend({
      defaultProps: {
        radius: 'lg',
        centered: true,
        overlayProps: { blur: 2 },
        closeButtonProps: CLOSE,
        attributes: NO_BANNER,
      },
      styles: TITLE,
    }),
    Paper: Paper.extend({
      styles: {
        root: { '--paper-border-color': 'var(--talaria-line)', backgroundColor: 'var(--mantine-color-body)' },
      },
    }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'sm' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'sm' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, openDelay: 250, events: { hover: true, focus: true, touch: true } },
    }),
  },
});

/** Colours Mantine derives, made readable: secondary and placeholder texts reach 4.5 to 1 on every surface. */
export const cssVariables: CSSVariablesResolver = (resolved) => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': resolved.colors['gray']![7],
    '--mantine-color-placeholder': resolved.colors['gray']![6],
    '--mantine-color-error': '#b42318',
    '--mantine-color-red-light-color': '#b42318',
    '--mantine-color-anchor': resolved.colors['sea']![6],
    '--talaria-canvas': resolved.colors['gray']![0],
    '--talaria-line': resolved.colors['gray']![2],
    '--talaria-hover': resolved.colors['gray']![1],
    '--talaria-good': '#12715f',
    '--talaria-warn': '#8a5200',
    '--talaria-bad': '#b42318',
    '--talaria-quiet': resolved.colors['gray']![7],
    '--talaria-busy': '#1f5fa8',
  },
  dark: {
    '--mantine-color-body': resolved.colors['dark']![7],
    '--mantine-color-dimmed': resolved.colors['dark']![2],
    '--mantine-color-placeholder': resolved.colors['dark']![2],
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-red-light-color': '#ff9a8f',
    '--mantine-color-anchor': resolved.colors['sea']![3],
    '--talaria-canvas': resolved.colors['dark']![8],
    '--talaria-line': resolved.colors['dark']![5],
    '--talaria-hover': resolved.colors['dark']![6],
    '--talaria-good': '#5fd0b8',
    '--talaria-warn': '#f2bd63',
    '--talaria-bad': '#ff9a8f',
    '--talaria-quiet': resolved.colors['dark']![2],
    '--talaria-busy': '#8bbcf5',
  },
});
