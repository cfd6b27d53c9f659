-- Who stands behind a request for approval, also when a program asked, and what the campaign was made of when it was asked for.

alter table api_keys add column made_by text; -- an operator's e-mail; null: not known
update api_keys k set made_by = a.actor
  from audit a
 where a.workspace_id = k.workspace_id and a.action = 'key.created' and a.subject = 'key_' || k.key_id
   and a.actor not like 'key:%';

alter table campaign_approvals
  add column responsible text, -- who asked, or who made the key that asked: approves nothing of it. null: not known, nobody approves it
  add column beside jsonb;     -- filters of its segments and texts with content blocks; null: of a request older than this column
update campaign_approvals set responsible = requested_by where requested_by not like 'key:%';
