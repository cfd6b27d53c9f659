// The one link (or button) of a table row; it covers the row.
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';
import classes from './RowLink.module.css';

function RowAnchor(props: ComponentPropsWithRef<'a'>) {
  return <a {...props} className={classes['link']} />;
}
export const RowLink = createLink(RowAnchor);

export function RowButton(props: ComponentPropsWithRef<'button'>) {
  return <button type="button" {...props} className={classes['link']} />;
}
