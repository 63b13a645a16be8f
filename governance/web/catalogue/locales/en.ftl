# Words of the catalogue's pages.

site-title = D2H · Catalogue
skip-to-content = Skip to content
nav-language = Language
nav-main = Main
nav-catalogue = Catalogue
nav-register = Register
nav-administration = Administration
nav-projects = My projects
language-fr = Français
language-en = English
log-out = Log out
footer = The catalogue says what the data are. Reading them takes a project and the signature of each site.

## What was found

catalogue-title = What the sites hold
search-label = Search data sets, tables, variables, codes
search-example = creatinine, admission, I48…
search-send = Search
search-sites = Only at
search-within = Search in this data set
no-site = No site has published what it holds yet.
nothing-found = Nothing that the sites publish holds “{ $q }”.
nothing-found-advice = Try one word, in French or in English, or the code itself. Accents and capitals make no difference.
found-in = { $count ->
    [one] Found in one data set
   *[other] Found in { $count } data sets
}
all-listed = { $count ->
    [one] One data set
   *[other] { $count } data sets
}
more-places = { $count ->
    [one] one more place
   *[other] { $count } more places
}
held-at = Held at
steward = Steward:
tables = { $count ->
    [one] one table
   *[other] { $count } tables
}
variables = { $count ->
    [one] one variable
   *[other] { $count } variables
}

## One data set

back-to-catalogue = The catalogue
fact-site = Site
fact-dataset = Name in project files
fact-steward = Steward
fact-period = Months covered
fact-standard = Standard
fact-version = Version in force
standard-omop = recognised: its tables and columns are those of the OMOP Common Data Model
version-means = named in a project file, it keeps the project on these data
figures-means = Each site counts its own figures, without opposed patients, and rounds them. What fewer than ten persons share is not told.
only-matching = Only what holds “{ $q }”.
show-all = Show everything
variables-of = Variables of { $table }
column-variable = Variable
column-type = Type
column-unit = Unit
column-coding = Coding system
column-missing = Missing
column-values = Values
rows-about = ≈ { $count ->
    [one] { NUMBER($count) } row
   *[other] { NUMBER($count) } rows
}
rows-untold = number of rows not told
about = ≈ { NUMBER($value) }
share = { NUMBER($value, style: "percent", maximumFractionDigits: 1) }
share-untold = not told
period = { $first } to { $last }
levels = { $value ->
    [one] one value
   *[other] { NUMBER($value) } different values
}
codes = { $count ->
    [one] the most frequent one
   *[other] the { $count } most frequent
}
unmapped = { $codes ->
    [one] 1 local code not mapped
   *[other] { NUMBER($codes) } local codes not mapped
}
unmapped-share = share of rows: { $share }
how-to-ask = To read any of it, name data set, tables and columns in your project's file; the project's lead asks, each site's data owner signs.

## The public register of projects

register-title = Projects on these data
register-lead = Every project that works or worked here on health data, what for, on which data and on what legal ground. Data leave only as results that were checked.
register-empty = No project has begun yet.
register-purpose = Purpose
register-dates = Dates
register-data = Data
register-no-data = none at present
register-basis = Legal basis
register-entry = Entry in the register of processing
register-untold = not told
register-draft = not begun
register-active = under way
register-suspended = suspended
register-archived = ended
register-destroyed = ended, data destroyed
register-records = individual records, under pseudonyms
register-aggregates = aggregates only
register-mr-004 = Reference methodology MR-004 (CNIL)
register-cnil = Authorisation of the CNIL
register-other = Other:

## Refusals

refused-title = This page cannot be shown
refused-home = To the catalogue
page-for-people = This address is read by people, in a window of its own.
page-unknown = There is no such page in the catalogue.
site-not-registered = No site of this name is registered.
dataset-not-published = { $site } publishes no data set { $dataset }. It may have been renamed: look in the catalogue.
person-not-registered = { $user } is not registered in governance. Ask your administrator.
login-failed = The login did not come to its end. Open the catalogue again.
login-refused = The hub does not let this account into the catalogue. Ask your administrator.
csrf-missing = This form is no longer valid. Load the page again, then log out.
hub-unreachable = The hub does not answer. Try again in a moment.
database-busy = The catalogue's database is busy. Try again in a moment.

## The status of the platform

nav-status = Status
status-title = Status
status-all-up = everything answers
status-some-down = something does not answer
status-asked = Asked at { $time } UTC.
status-drained = { $count ->
    [one] One machine is about to be stopped: no new workspace or job starts there.
   *[other] { $count } machines are about to be stopped: no new workspace or job starts there.
}
status-services = Services
status-no-service = This installation does not say where its services are asked.
status-sites = Gateways of the sites
status-jobs = Batch jobs, of all projects
status-jobs-running = { $count ->
    [0] None runs.
    [one] One runs.
   *[other] { $count } run.
}
status-jobs-waiting = { $count ->
    [0] None waits.
    [one] One waits.
   *[other] { $count } wait.
}
status-jobs-oldest = The first of them was handed in at { $time } UTC.
service-front = Entrance of the platform
service-hub = Hub and workspaces
service-administration = Administration
service-governance = Projects and permits
service-airlock = Airlock
service-meter = What workspaces show
service-jobs = Batch jobs
service-packages = Package mirror
answer-up = answers
answer-down = does not answer
answer-unproved = answers, and does not prove its identity
