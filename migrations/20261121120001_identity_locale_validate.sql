-- In a transaction of its own: reads of users go on meanwhile.
alter table users validate constraint users_locale;
