-- Which letter of the catalogue a mail is; staff see this and the subject, never the text.
alter table mails add column topic text not null default '';
