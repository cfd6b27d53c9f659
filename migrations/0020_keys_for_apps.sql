-- A key in a website can be read by everybody who opens it: such a key may only say what people do.
alter table api_keys
  add column permission text not null default 'send' check (permission in ('send', 'track'));
