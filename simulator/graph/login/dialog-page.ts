// The dialog as the person sees it: an HTML form without scripts. Everything that comes from outside is escaped.
import type { App, Page } from '../../world/apps.ts';

const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.45 system-ui,sans-serif;margin:0;background:light-dark(#f0f2f5,#18191a);color:light-dark(#1c1e21,#e4e6eb)}
main{max-width:30rem;margin:4vh auto;padding:1.5rem;background:light-dark(#fff,#242526);border-radius:12px}
h1{font-size:1.25rem;margin:0 0 .5rem}
fieldset{border:1px solid light-dark(#ccd0d5,#4b4c4f);border-radius:8px;margin:1rem 0;padding:.5rem 1rem}
label{display:flex;gap:.6rem;align-items:center;padding:.35rem 0;overflow-wrap:anywhere}
small{color:light-dark(#606770,#b0b3b8)}
button{font:inherit;padding:.6rem 1.2rem;border-radius:6px;border:0;cursor:pointer}
button[value=continue]{background:#0866ff;color:#fff;font-weight:600}
@media(max-width:34rem){main{margin:0;border-radius:0;min-height:100vh;box-sizing:border-box}}
`;

export interface DialogContent {
  app: App;
  redirectUri: string;
  scopes: readonly string[];
  pages: readonly Page[];
  params: Readonly<Record<string, string>>;
}

export function dialogPage({ app, redirectUri, scopes, pages, params }: DialogContent): string {
  const hidden = Object.entries(params)
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('');
  const pageRows = pages.map((page) => tick(`page_${page.id}`, page.name, page.id)).join('');
  const scopeRows = scopes.map((scope) => tick(`scope_${scope}`, scope)).join('');
  return html(
    `Log in to ${app.name}`,
    `<h1>${escaped(app.name)} would like to manage your Pages</h1>
<small>You go on as the owner of the app to ${escaped(new URL(redirectUri).host)}. This is the Messenger sandbox.</small>
<form method="post">${hidden}
<fieldset><legend>Pages</legend>${pageRows || '<p>This app has no Page.</p>'}</fieldset>
<fieldset><legend>Permissions</legend>${scopeRows || '<p>Only your public profile.</p>'}</fieldset>
<button name="decision" value="continue">Continue</button>
<button name="decision" value="cancel">Cancel</button>
</form>`,
  );
}

/** A mistake of the app, shown instead of the dialog. */
export function mistakePage(sentence: string): string {
  return html('Error', `<h1>Sorry, something went wrong.</h1><p role="alert">${escaped(sentence)}</p>`);
}

function tick(name: string, label: string, detail = ''): string {
  const small = detail === '' ? '' : ` <small>${escaped(detail)}</small>`;
  return `<label><input type="checkbox" name="${escaped(name)}" checked> <span>${escaped(label)}${small}</span></label>`;
}

function html(title: string, body: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
