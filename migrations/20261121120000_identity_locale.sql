-- The language a person chose for pages and mails; none means that the browser decides.
alter table users add column locale text null;
alter table users add constraint users_locale check (locale in ('en', 'de', 'es', 'fr', 'pt', 'ar', 'ja')) not valid;
