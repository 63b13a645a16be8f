# Words of the administration's pages.

site-title = D2H · Administration
skip-to-content = Skip to content
nav-language = Language
nav-main = Main
nav-catalogue = Catalogue
nav-hub = My projects
language-fr = Français
language-en = English
log-out = Log out
footer = Whatever is changed here stands in the audit, with your name.

## The first page, and the menu

start-title = Administration
nav-audit = Audit
area-audit = Who did what, when: searched by person, project, event and days, and kept as CSV.

## Refusals

refused-title = This page cannot be shown
refused-home = To the administration
administration-closed = Nothing of the administration is open to you. Ask an administrator.
area-closed = This page is not open to you. Ask an administrator.
page-unknown = There is no such page in the administration.
csrf-missing = This form is no longer valid. Load the page again, then send it once more.
hub-unreachable = The hub does not answer. Try again in a moment.
database-busy = The database is busy. Try again in a moment.

## The audit

audit-title = Audit
audit-lead = What happened, the newest first. Days are of UTC; what is left empty is not looked for.
audit-zone = Zone
audit-actor = Who
audit-project = Project
audit-event = Event
audit-since = From
audit-until = To
audit-send = Look
audit-clear = Clear
audit-export = Keep as CSV
audit-nothing-found = No record is like that. Names and events are looked for as they are written: project.activated, for one.
audit-number = record { $number }
audit-details = Details
audit-older = Older records
audit-day-wrong = “{ $day }” is no day. Write it as 2026-11-27.
audit-zone-unknown = No zone is called “{ $zone }”. Choose one of the list.
