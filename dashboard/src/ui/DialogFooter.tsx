// The buttons a dialog ends with: in sight however long the dialog is.
import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './DialogFooter.module.css';

export const DialogFooter = ({ children }: { children: ReactNode }) => (
  <Group justify="flex-end" gap="sm" className={classes['footer']}>
    {children}
  </Group>
);
