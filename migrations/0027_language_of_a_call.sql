-- In which language a person was called: that of the translation, or of the utility template. Empty: the message's own text.
-- null: made before this version, or written by whoever took over from the process that made it.
alter table attempts add column language text;
