// Mantine's button, text link and card as links of the router, so every way to another screen is a real link.
import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type ButtonAnchorProps = ButtonProps & Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps>;
function ButtonAnchor(props: ButtonAnchorProps) {
  return <Button component="a" {...props} />;
}
export const ButtonLink = createLink(ButtonAnchor);

type TextAnchorProps = AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>;
function TextAnchor(props: TextAnchorProps) {
  return <Anchor {...props} />;
}
export const TextLink = createLink(TextAnchor);
