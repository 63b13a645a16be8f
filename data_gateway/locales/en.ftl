### The site gateway

## Refusals that a researcher sees

access-missing = The request carries no access token. Read through d2h_sdk, which adds it.
access-invalid = The access token is not valid at this site.
access-other-door = The access token was made for another workspace. Ask for one where you use it.
access-replayed = The access token was shown before on another connection. Ask for a new one.
clocks-apart = The clocks of the hub and this site differ by more than { $seconds } seconds, so nothing is answered. Tell your administrator: both machines need a time service.
access-expired = The access token has expired. Ask again: d2h_sdk renews it by itself.
permit-missing = Your project has no permit in force at this site. Ask the lead of the project.
permit-unknown = This site did not sign permit { $permit }, or it was replaced or withdrawn. Try again in a minute; if it lasts, ask the lead of the project.
permit-invalid = Permit { $permit } is not what the site's data owner signed. Tell the site.
permit-other-project = The permit does not belong to project { $project }.
permit-not-for-member = { $user } is not among the members of { $project } that the site's data owner approved. The site must sign the new list of members.
permit-not-started = The permit begins on { $date }.
permit-ended = The permit ended on { $date }. The lead of the project can ask for a new one.
permit-withdrawn = The site withdrew the permit while you were reading.
aggregates-only = The permit for “{ $table }” opens aggregates only, not records. Count persons with d2h.aggregate, or ask in the project file for mode: records.
dataset-not-in-permit = Data set “{ $dataset }” is not in the permit. To read it, ask in the project file for its tables, then have the site sign.
table-not-in-permit = Table “{ $table }” of { $dataset } is not in the permit. To read it, ask in the project file for the columns you need, then have the site sign.
column-not-in-permit = Column “{ $column }” of { $dataset }.{ $table } is not in the permit. To read it, ask in the project file for column { $column } of { $table }, then have the site sign.
surrogates-not-kept = What { $table }.{ $column } names is not kept beside it, so no surrogates can be made. Load { $dataset } again with `keep_identifiers: true` for { $table } in its description (the table needs a column of persons), or have the permit asked for with `documents: tags`.
documents-damaged = What stands sealed beside documents is not what was sealed there, or the key of the data set in keys/documents is not the one it was sealed with. Restore them from a backup, or load the data set again.
documents-groups-large = An earlier version stored the documents of { $dataset } in groups that are too large to be read in the memory that the site grants. Load it again: they are stored in small ones now.
documents-load-again = An earlier version loaded { $dataset }, and kept what its documents name in clear. Load it again: it is sealed now. Until then nothing of it is read.
column-free-text = { $table }.{ $column } holds free text, and the permit does not allow it (`free_text: true` asks for it).
column-text-undeclared = { $table }.{ $column } holds free text that was not de-identified: it stays at the site, whatever the permit. Name it under `documents` in the description of { $dataset } and load it again, or say `--plain { $table }.{ $column }` there if it identifies nobody.
linkage-column-missing = { $dataset } has no column by which patients could be linked between sites. Load it again with --linkage TABLE.COLUMN, or have the permit asked for without `linked: true`.
dates-without-person = { $table }.{ $column } is a date of nobody in particular and cannot be shifted. Leave it out, or ask for dates cut to the month.
dataset-not-open-today = The permit opens the data set { $dataset } on other days than today. Ask the project's lead for a permit with other days.
column-identifying = Column “{ $column }” of { $dataset }.{ $table } identifies persons: it never leaves the site, whatever the permit. Use person_id or visit_occurrence_id, which come as pseudonyms.
column-unknown = The site holds no column “{ $column }” in { $dataset }.{ $table }.
table-damaged = The file of { $dataset }.{ $table } is no longer what the site loaded, so none of its rows is read. The site has to load the data set again.
table-unknown = The site holds no table “{ $table }” in { $dataset }.
dataset-unknown = The site holds no data set “{ $dataset }”.
column-repeated = Name each column once, and at least one.
condition-not-understood = The condition on “{ $column }” with “{ $op }” does not suit this column or its value.
condition-value-type = The value compared with “{ $column }” must be of type { $type }.
condition-too-many = Too many conditions or values: at most { $limit }.
aggregate-column-identifier = “{ $column }” of { $table } is an identifier: persons cannot be grouped by it.
aggregate-column-continuous = “{ $column }” is of type { $type }: group by a column of categories.
aggregate-column-levels = “{ $column }” has too many different values to group by: at most { $limit }.
aggregate-too-many-groups = These columns make too many groups: at most { $limit }. Take fewer columns.
aggregate-without-persons = “{ $table }” holds no persons to count.
aggregate-column-not-number = “{ $column }” is of type { $type }: sums, means, variances and quantiles are of numbers.
aggregate-column-not-date = “{ $column }” is of type { $type }: only dates are grouped by month or year.
aggregate-quantile-wrong = A quantile of “{ $column }” lies between 0 and 1, both left out. Smallest and largest values never leave.
aggregate-numbers-spent = Your project has been told { $limit } independent numbers here, as many as the site allows. Ask again what you asked before, or ask the site's data owner for more.
federated-too-few-persons = Too few persons have every value this needs. Ask about more persons, or fewer columns.
federated-rows-per-person = The table holds several rows of one person under these conditions. Choose conditions that leave one row each, or say unit="row" where the function takes it.
federated-degrees-of-freedom = Too few persons for { $columns } coefficients. Take fewer covariates, or more persons.
federated-too-few-events = Too few persons with the event, or without it, for this question. Take fewer covariates, coarser groups or times, or a more frequent outcome.
federated-outcome-concentrated = The outcome rests on too few persons. Choose one that varies among more of them.
federated-outcome-negative = A Poisson regression is of counts, and some outcomes are negative. Leave them out with a condition.
federated-design-singular = A covariate is constant there, or follows from the others. Leave it out.
federated-level-too-small = Too few persons, or too few outcomes, stand in a category of { $column } { $level }. Put categories together, or leave the column out.
federated-pair-too-small = Categories of { $column } and of { $other } meet in too few persons. Put categories together, or leave one column out.
federated-column-concentrated = What { $column } { $level } adds to the other covariates rests on too few persons. Leave it out, or cut its extreme values off with a condition.
federated-leverage = One person weighs too much in these coefficients. Cut extreme values off with a condition, or take fewer covariates.
federated-coefficients-extreme = Under these coefficients the sums would be about a few persons. A fit that comes here does not converge: take fewer covariates, or a penalty.
federated-coefficients-wrong = The round does not suit a design of { $columns } columns. Use the functions of d2h.federated.
federated-not-opened = The model was not opened about the rows of now: the data may have changed. Fit it again.
federated-rounds-spent = Your project has asked about models as often as allowed ({ $limit } times). Ask the site's data owner for more.
federated-near-earlier-answer = Beside what your project was told before, this would tell something about a few persons. Ask about the same persons as before, or about others altogether; `is not null` conditions keep persons the same.
federated-cox-only = An event and strata are of Cox models, not of a { $family } one.
federated-event-missing = A Cox model needs the column that says whether the event came.
federated-too-many-columns = More than { $limit } coefficients. Take fewer covariates or levels.
federated-times-not-permitted = The permit does not let sums per step of time of { $dataset } leave. Fit the model stratified by site (leave `times` out), or have `shared_times: true` asked for.
federated-times-and-strata = A Cox model on steps of time that the sites share has no strata. Leave `strata` or `times` out.
federated-edges-wrong = Times must be above 0 and rise.
federated-levels-missing = { $column } needs its levels, two at least, the reference first: {"{"}"{ $column }": ["…", "…"]{"}"}.
federated-event-type = { $column } is of type { $type }: an event is true or false, 1 or 0.
federated-level-repeated = { $column } names a level twice.
answers-other-pseudonyms = The pseudonyms of { $dataset } were changed, so new answers cannot be compared with the project's past ones. The site's data owner can let the project start anew: d2h site forget-answers
answers-unavailable = The site cannot read or keep the project's past answers, so it gives no new ones. Tell the site.
answer-altered = This table is not what the site's gateway answered.
request-unreadable = The request is not understood. Read through d2h_sdk of the same version as the gateway.
request-too-large = The request is larger than { $limit } bytes. Shorten the lists of values.
method-unknown = The gateway does not offer this call.
gateway-busy = The gateway already runs { $limit } reads. Wait until one ends, then ask again.
worker-walls-missing = This machine cannot confine the process of a permit's queries: its kernel has no Landlock (before Linux 5.13) or forbids user namespaces. Nothing is served. Update or allow them; whoever knows what is lost may write workers_without_walls = true under [limits] in site.toml.
image-reader-walls-missing = This machine cannot confine the process that opens images: its kernel has no Landlock (before Linux 5.13) or forbids user namespaces. No image was opened. Update or allow them.
client-too-slow = The reader took no row for { $seconds } seconds, so the read was closed.
query-too-long = The read was stopped after { $seconds } seconds. Ask for fewer columns or rows.
query-too-large = The read needs more memory than the site grants. Ask for fewer columns or rows.
worker-ended = The process that ran the query took too much memory or did not stop in time, and was ended. Ask again, for fewer rows or columns.
query-too-many-rows = The answer has more than { $limit } rows, so it was stopped. Group the rows (GROUP BY), filter them, or read the table with d2h.scan().
read-too-many-rows = The read has more than the { $limit } rows that the site gives the project at once, so it was stopped. Keep fewer rows with where=, read period by period, or raise read_rows in site.toml.
sql-aggregate-place = “{ $construct }” cannot hold an aggregate or a window function there. Calculate it first in a common table (WITH … AS), then use its column.
sql-argument = { $function } takes ({ $takes }), not ({ $types }). Convert with CAST(… AS …), or write the constant itself.
sql-cast-type = CAST knows these types only: { $types }. Use the nearest one.
sql-column = There is no column “{ $column }” in the tables of this query that your permit opens. See d2h.datasets().describe(); an alias can be used only in GROUP BY and ORDER BY.
sql-column-ambiguous = “{ $column }” is in several tables of this query. Write table.{ $column }.
sql-column-twice = Two columns are named “{ $column }”, capitals aside. Give each its own name with AS.
sql-construct = “{ $construct }” is not allowed in d2h.sql. Write one SELECT with JOIN … ON, WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY, LIMIT, WITH, UNION, subqueries and window functions.
sql-date-text = A text compared with a { $type } must be one: 2026-01-31, or 2026-01-31 14:30:00.
sql-engine-disagrees = The engine reads this query otherwise than the gateway does, so it was not run. Tell the site, with the query.
sql-engines-apart = Data sets { $datasets } are held by engines that do not know one another: one query cannot read them together. Read each, then join them in the workspace.
sql-function = The function “{ $function }” is not allowed in d2h.sql, or not there. Calculate it in the notebook, or use: { $known }.
sql-join-without-equality = A JOIN needs ON with at least one equality between columns of both sides (FULL JOIN: equalities only), or USING. Without it every row would meet every other.
sql-limit = LIMIT and OFFSET take a whole number, at most { $limit }.
sql-name = A name has at most { $limit } bytes, without quotes, backslash or semicolon.
sql-not-grouped = “{ $column }” is neither in GROUP BY nor inside an aggregate. Add it to GROUP BY, or take min({ $column }).
sql-not-one-select = d2h.sql takes exactly one SELECT statement.
sql-null-without-type = The column “{ $column }” is NULL without a type. Write CAST(NULL AS BIGINT), or another type.
sql-number = A number is out of range or not understood: whole numbers have 19 digits at most.
sql-order-column = With DISTINCT, QUALIFY or UNION, ORDER BY takes columns of the result, by their names.
sql-pattern = { $construct } takes a constant pattern: for LIKE at most ten % and no backslash; for regexp_matches characters, classes [a-z], and ., ?, *, + or a count after single characters; groups are not repeated.
sql-position = A number in GROUP BY or ORDER BY is the place of a column of the SELECT, from 1 to { $limit }.
sql-subquery-columns = This subquery must give exactly one column.
sql-subquery-rows = A subquery used as a value must give one row: an aggregate without GROUP BY. Otherwise join it, or use IN.
sql-table = There is no table “{ $table }” in this query's reach: your permit opens those of d2h.datasets(). To read another, ask your project's lead to have it added to the permit.
sql-table-ambiguous = The table “{ $table }” is in several data sets: write { $known }.
sql-table-twice = “{ $table }” stands twice in FROM. Give each its own name: { $table } AS a, { $table } AS b.
sql-too-complex = The query is too deep or too long once written out: at most { $limit } levels. Split it with WITH, or into several queries.
sql-too-long = The query is longer than { $limit } characters. Split it.
sql-too-many-columns = The query gives more than { $limit } columns. Ask for fewer.
sql-too-many-tables = The query reads tables more than { $limit } times in all, common tables counted each time. Split it.
sql-too-many-values = A list after IN has 1 to { $limit } values. Read the table, then keep the rows in the notebook.
sql-types = “{ $construct }” does not fit these types: { $types }. Convert with CAST(… AS …).
sql-union-columns = The two sides of { $construct } have { $first } and { $second } columns. Give them the same.
sql-union-types = The column “{ $column }” has different types on the two sides of { $construct }: { $types }. Convert one with CAST.
sql-unit = { $function } knows these units only: { $known }.
sql-unparsable = The query is not understood at line { $line }, column { $column }. Check its spelling and parentheses.
sql-window-alone = { $function } stands only with OVER (… ORDER BY …).
sql-window-order = { $function } needs ORDER BY inside OVER, or its result would be chance.
sql-without-table = The query reads no table of the permit. Name one in FROM.
audit-unavailable = The site cannot write its audit, so it serves nothing. Tell the site.
dataset-unavailable = Data set “{ $dataset }” cannot be read at the site just now. Tell the site.
source-away = The data base behind data set “{ $dataset }” does not answer just now. Try again in a few minutes; if it lasts, tell the site.
source-refused = The data base behind data set “{ $dataset }” does not let the gateway read any more. The site has to give its account the right again, or connect anew.
source-changed = Table { $table } of data set “{ $dataset }” is no longer what was connected: its columns changed. The site has to connect it anew.
source-address-missing = The address of data set “{ $dataset }” is not among the keys of this site. Connect it anew: d2h site connect
dataset-version-connected = Data set “{ $dataset }” stays in the hospital's own data base and changes there: a permit cannot keep to one version of it.
dataset-connected = Data set “{ $dataset }” stays in the hospital's own data base: connect it again with --mapping to map its codes and units another way.
opposition-unavailable = The site cannot read its list of opposed patients, so it serves nothing. Tell the site.
pseudonyms-exhausted = No { $bits }-bit pseudonyms are left for this data set. Tell the site.
gateway-fault = The gateway failed and stopped this request. Tell the site; its log says when and where.

## A permit in words

permit-heading = Permit for project { $project }: { $title }
permit-site = Site: { $site }, version { $version } of the permit
permit-purpose = Purpose: { $purpose }
permit-members = Members who may read: { $members }
permit-algorithm = algorithm { $name } (notebook { $notebook }; as a batch job alone)
permit-dates = From { $start } to { $end }, both days included
permit-mode-records = – RECORDS, one row per fact; counts shown count at least { $minimum } persons
permit-mode-aggregates = – AGGREGATES ONLY: at least { $minimum } persons behind every figure, never a record
permit-dataset = Data set { $dataset }:
permit-dataset-starts = – from { $start } on
permit-dataset-ends = – until { $end }, that day included
permit-dates-exact = – dates as they are
permit-dates-month = – dates cut to their month
permit-dates-shifted = – dates shifted by an offset of the patient's own, the same for all her dates in this project
permit-free-text = – free text may be read
permit-no-free-text = – no free text
permit-images = – the images themselves, de-identified, which is not anonymous
permit-surrogates = – documents with other names, numbers and dates in place of the identifiers that were found, the same ones for one patient in this project
permit-shared-times = – SUMS PER STEP OF TIME: how many had an event or left in each step of time, and sums of their covariates, may leave for Cox models over all sites; a step is never about a few
permit-linked = – LINKED: a patient has the same pseudonym at every site that shares the linkage key of this project
permit-not-linked = – patients not linked with other sites
permit-version = – on version { $version } of the data set, also when the site loads a later one
permit-any = { " or " }
permit-table = { "  " }table { $table }: columns { $columns }
permit-rows = { "    " }only rows where { $condition }
permit-table-rows = table { $table }: only rows where { $condition }
permit-every-row = table { $table }: every row
permit-protections = Always: no opposed patient, ids only as pseudonyms of this project, every read audited here.
permit-digest = Digest: { $digest }
op-equal = { $column } is { $value }
op-different = { $column } is not { $value }
op-less = { $column } is less than { $value }
op-at-most = { $column } is at most { $value }
op-more = { $column } is more than { $value }
op-at-least = { $column } is at least { $value }
op-in = { $column } is one of { $value }
op-empty = { $column } is empty
op-filled = { $column } is filled in
permit-changes = Compared with version { $version }, which is signed here:
permit-change-added = + { $line }
permit-change-removed = - { $line }
permit-line = { $project }, version { $version }: { $state }, until { $end }
permit-in-force = in force
permit-later = signed, not begun yet
permit-over = ended
permit-waits = waits for your signature
permits-none = No permit at { $site }, and nothing waits for a signature.

## The site's commands

site-created = Site { $site } is made in { $path }. Save its keys folder: a lost pseudonym key cannot be made again.
site-exists = { $path } already exists. Choose another name, or keep using the site that is there.
site-missing = There is no site in { $path }. Make one with: d2h site init
site-id-wrong = “{ $site }” is not a site id or a setting is wrong: use small letters, digits and hyphens, 30 at most, beginning with a letter.
site-settings-wrong = { $path } is wrong at “{ $key }”: { $fault }
site-without-datasets = Site { $site } has no data set yet. Load one with: d2h site load
metrics-address-wrong = { $address } is no address to tell figures at. Write it as HOST:PORT, such as 127.0.0.1:8023, or leave it empty.
key-unreadable = { $path } does not hold a key that can be read.
signature-invalid = The signature ({ $kind }) is not valid.
permit-unreadable = A signed permit cannot be read by this version.
card-written = The site card is in { $path }. Give it to the hub's admin, who types: d2h sites register { $path }
load-table = { $table }: { $rows } rows
load-left-out = Left out, because no column says whose rows they are and an opposition could not be applied: { $tables }
load-no-standard = no known standard
load-other-version = The data say that they are { $standard }: D2H knows the tables and columns of { $known }. What both have is served alike; look at the columns that differ before a project relies on them.
load-done = Data set { $dataset } ({ $standard }) is in force.
load-source-missing = There is no folder, CSV or Parquet file { $path }. Unpack an archive first, then give the folder of its tables.
load-nothing-found = No CSV or Parquet table was found in { $path }.
load-table-twice = Table { $table } is there twice, as CSV and as Parquet or in two places. Keep one.
load-file-unreadable = Table { $table } cannot be read from { $path }: check that it is UTF-8 CSV with a header, or Parquet.
load-column-name = Table { $table } has a column “{ $column }” whose name is not small letters, digits and underscores, or is there twice.
load-column-type = Column { $column } of { $table } has type { $type }, which cannot be served. Convert it to a number, text, date or timestamp without time zone.
load-no-person = No table in { $path } has a person_id column: this is not a data set about persons.
load-too-large = Loading { $table } needs more memory than the site's limits grant. Raise memory under [limits] in site.toml.
load-rows-wrong = { $rows } rows are wrong, so nothing was changed. The first: row { $row } of { $table }, column { $column } – { $reason ->
    [wrong-type] not a value of the column's type
    [missing] no value, and one is needed
    [not-allowed] not one of the values allowed
    [out-of-range] outside the range allowed
   *[unreadable-line] the line is no row of this table, or is not UTF-8
}. Each is listed in { $report }, which quotes values: keep it at the site. Correct the export, or load the others with --leave-out-bad-rows.
load-bad-rows-left-out = { $rows } wrong rows were left out. Each is listed in { $report }, which quotes values: keep it at the site.
load-file-name = “{ $path }” is no table name. Name it with small letters, digits and underscores, beginning with a letter.
load-under-way = Another load of this site is under way. Wait until it ends, then type the command again.
load-disk-full = The disk is full. Nothing was changed: make room, then load again.
load-site-file-unreadable = { $path } cannot be read.
load-password-in-address = Never write a password in the address: set PGPASSWORD, or use a service or password file of PostgreSQL.
load-address-wrong = This is no address of a PostgreSQL data base. Write postgresql://user@host/database.
load-postgresql-away = { $place } cannot be reached: { $reason }
load-postgresql-failed = { $place } stopped the copy (SQLSTATE { $reason }). Nothing was changed: try again, and tell the data base's administrator if it lasts.
load-table-unknown = { $place } has no table or view { $table } that this user may see. Write --tables schema.table, or schema.* for all.
load-tables-need-database = --tables chooses tables of a PostgreSQL data base. For files, give a folder with the tables wanted, or one file.
connect-unserved = Left out of { $table }, because their name or type cannot be served: { $columns }
connect-done = Data set { $dataset } ({ $standard }) is connected and in force. Its rows stay where they are.
connect-address-wrong = Write the address as postgresql://user@host/database for PostgreSQL, or sc://host:15002 for Spark Connect.
connect-spark-missing = Spark's client is not installed here. Install the extra “spark” of d2h, then type the command again.
connect-spark-tables = Say which tables of Spark with --tables: schema.table, schema.*, or the path of a folder of Parquet.
connect-token-in-address = Never write a token in the address: set SPARK_CONNECT_AUTHENTICATE_TOKEN.
connect-account-strong = The account for { $place } may do far more than read. Make one for the gateway that may only SELECT these tables.
connect-account-writes = The account for { $place } may change table { $table }. Leave it SELECT alone: REVOKE INSERT, UPDATE, DELETE, TRUNCATE.
connect-account-temporary = The account for { $place } may not make temporary tables, which the gateway needs for pseudonyms: GRANT TEMPORARY ON DATABASE.
connect-encoding = { $place } keeps its texts in encoding { $encoding }. Only UTF8 can be served in place; take the data in with d2h site load.
connect-count-failed = { $table } could not be counted ({ $reason }). Nothing was changed.
dataset-version-unknown = The site holds no version { $version } of data set “{ $dataset }”. Look with: d2h site versions SITE { $dataset }
schema-table-missing = the data set has no table { $table }
schema-column-missing = table { $table } has no column { $column }
schema-type-standard = the standard gives column { $column } of { $table } the type { $type }: leave type out
bound-unfit = minimum and maximum need a type: numbers for integer and number, ISO dates for date and timestamp
mapping-unreadable = { $path } cannot be read as UTF-8 CSV.
mapping-header-wrong = the header must be: { $expected }, and unit_concept_id where the data hold no vocabulary of units
mapping-too-long = more than { $largest } lines
mapping-cells-wrong = { $found } cells instead of { $expected }
mapping-empty = { $column } is empty
mapping-text-wrong = { $column } is longer than 200 signs, or holds signs that cannot be seen
mapping-number-wrong = { $column } is no number that fits: concepts are positive whole numbers, the factor is above 0, decimals are written with a point
mapping-twice = “{ $given }” in this unit is already mapped at line { $first }
mapping-unit-missing = a factor or an offset needs the unit that it leads to
mapping-concept-unknown = concept { $concept } is not in the data set's vocabulary
mapping-unit-unknown = the data set's vocabulary has no unit “{ $unit }”: write a UCUM code that it has, or fill in unit_concept_id
mapping-units-twice = only one column of { $table } can have units: { $first } already has
mapping-column-needed = units need column { $column } in { $table }
map-done = Data set { $dataset } is in force as mapped, version { $version }.
map-left = { $codes ->
    [0] Every code is mapped.
    [one] One code is not mapped: d2h site unmapped { $site } { $dataset }
   *[other] { $codes } codes are not mapped: d2h site unmapped { $site } { $dataset }
}
unmapped-line = { $place }: { $local } ({ $unit }), { $rows } rows
unmapped-total = { $codes ->
    [one] One code
   *[other] { $codes } codes
} without a common one. These counts are exact: keep them at the site.
unmapped-none = Every code is mapped.
version-line = { $version } · { $date } UTC · { $rows } rows
version-in-force = in force
version-pinned = kept for { $projects }
load-choice-wrong = “{ $choice }” is not written table.column.
load-linkage-wrong = { $choice } is not a column of a table with persons. Name the column with the national number, as person.nir.
dataset-id-wrong = “{ $dataset }” is not a data set id: small letters, digits and hyphens, 30 at most.
governance-away = The governance service at { $url } does not answer. Nothing is lost: try again when it is back.
governance-failed = The governance service at { $url } failed (HTTP { $status }).
governance-answer-wrong = What answers at { $url } is not this version's governance service.
proposal-gone = This permit no longer waits for a signature: it was signed, replaced by a later version or withdrawn.
refuse-signed = The permit of { $project } is signed here already. To take the signature back, stop the project.
owner-name-question = Name of the data owner, as the audit will show it
passphrase-question = Passphrase
passphrase-again = The same passphrase again
passphrase-length = A passphrase has { $shortest } to { $longest } characters. A few words in a row are easy to keep in mind.
passphrase-unreadable = { $path } cannot be read as text.
owner-name-wrong = A name has 1 to 80 characters.
owner-account-unreadable = { $path } is not the account of a data owner's page. Make it anew: d2h site owner-page SITE
owner-page-set = { $name } signs in at { $url } once the page runs: d2h up starts it, or python -m data_gateway.web FOLDER. One that runs already takes the new passphrase at once.
owner-page-off = The data owner's page of { $site } is off: nobody signs in any more.
owner-page-closed = The data owner's page has no passphrase yet. Choose one: d2h site owner-page { $path }
owner-page-needs-tls = The data owner's page listens on { $listen }, which others reach: give certificate and key under [owner_page] in site.toml, or listen on 127.0.0.1.
owner-page-not-started = The data owner's page of { $path } did not start: is its port free, and are its certificate and key there?
approve-nothing-waits = No permit of project { $project } waits for a signature at { $site }.
proposal-other-site = The proposal is for site { $site }, not for this one.
approve-question = Sign this with the key of { $site }?
approve-declined = Nothing was signed for { $project }.
approve-signed = Signed: { $project } at { $site }.
approve-sent = The signature is with governance.
approve-not-sent = The signature is kept at the site but governance does not have it, so nobody can read yet. Type again later: d2h site approve { $site } { $project }
withdraw-question = Close every permit of { $project } at { $site }, now?
withdraw-declined = The permits of { $project } stay as they are.
withdraw-done = The permits of { $project } at { $site } are withdrawn.
opposition-on-list = { $persons } opposed patients on the list.
opposition-withholds = { $dataset }.{ $table }: { $persons } of them withheld from every project, with { $rows } of { $all } rows
opposition-elsewhere = { $dataset }: in a data base of the hospital; withheld at each read, not counted here
opposition-done = { $persons } opposed patients on the list ({ $added } added, { $removed } removed).
opposition-unknown = { $count } of them are in no data set of this site. Check that the file holds the data's own person ids.
opposition-file-unreadable = { $path } cannot be read as CSV, Parquet or text.
opposition-file-empty = { $path } holds no id. The list was left as it was.
opposition-column-unknown = Which column holds the ids? Name it with --column: { $columns }
patient-question = The patient's own number
patient-question-project = The number that readers of { $project } see
patient-person = Patient { $person } of this site
patient-not-opposed = Not on the list of oppositions.
patient-opposed = On the list of oppositions; since when was not kept. No project is served her rows.
patient-opposed-since = On the list of oppositions since { $moment }. No project is served her rows since then.
patient-means = The audit keeps questions, not the rows of their answers. Listed is every answer begun under a permit that covers rows of this patient in today's data: it could include them; a narrower condition may have left them out. Rows deleted since do not count.
patient-no-project = No permit that was signed here covers a row of this patient in today's data.
patient-project = Project { $project }: { $count ->
    [0] no answer could include this patient
    [one] one answer could include this patient
   *[other] { NUMBER($count) } answers could include this patient
}
patient-permit-open = Permit version { $version } ({ $start } to { $end }, signed here) covers { $tables }
patient-permit-closed = Permit version { $version } ({ $start } to { $end }, withdrawn or replaced) covers { $tables }
patient-rows = { $table } ({ $rows ->
    [one] 1 row
   *[other] { NUMBER($rows) } rows
})
patient-rows-unknown = { $table } (rows not counted here)
patient-read = { $moment }  { $user }  { $kind }: { $asked }
patient-untold = { $count ->
    [one] One answer was
   *[other] { NUMBER($count) } answers were
} given under permits that this site no longer keeps or cannot prove: nobody can tell whether this patient was in them. The audit shows them.
patient-number-wrong = A patient's number has 1 to 128 signs.
patient-case-wrong = Give the number of your own file: letters, digits, “.”, “/”, “-”, “_”, 40 at most, and not the patient's number. The audit, of which the hub has a copy, keeps it.
patient-unknown = No data set in force at this site holds a patient with this number.
patient-unknown-here = No data set in the site's files holds a patient with this number, and { $datasets } in the hospital's data base cannot be looked through here.
patient-several = This number is of several patients in the data. Ask with the person id of the data.
pseudonym-wrong = A patient's number in a project is a whole number.
pseudonym-unknown = No patient of the data in force has this number in project { $project }. It may be of another project or site, or from before the pseudonyms were changed.
answer-read = rows read
answer-sql = SQL
answer-aggregate = aggregate
answer-model = round of a model
answer-survival = survival curve
answer-images = images
opposition-id-wrong = Line { $line } of { $path } is not a person id. The list was left as it was.
certificate-made = The next certificate of { $site } is made; the gateway goes on with its own. The site's card now has the authorities of both: d2h site describe, then d2h sites register at the hub. Once every workspace that was open has been opened anew, type: d2h site renew-certificate { $site } --in-force
certificate-renewed = From its next start on the gateway of { $site } shows the new certificate: ./d2h up, or apply the playbook again.
certificate-none-waits = No next certificate of { $site } is made yet. Type first, without --in-force: d2h site renew-certificate { $site }
certificate-unreadable = { $path } holds no certificate that can be read. Take it from your backup.
audit-details-unfit = The event { $event } cannot be written to the audit.
withdraw-nothing-known = Governance knows no permit of { $project } at { $site }.
withdraw-not-sent = Here every permit of { $project } is closed. Governance was not told: type again later: d2h site stop-project { $site } { $project }
file-not-written = { $path } cannot be written.

gateway-not-started = The gateway of { $path } did not start: is its port free, and are its keys and certificate there?

## Help

help-site = A hospital's own gateway: its data, its permits, its patients' oppositions.
help-site-name = A site's name in D2H_SITES_DIR, or the path of its folder.
help-project-id = The project's id.
help-yes = Do not ask for confirmation.
help-title-fr = Title in French.
help-title-en = Title in English.
help-language = Language of the answer: fr or en.
help-init = Make a new site: keys, certificate, empty opposition list, audit.
help-port = Port of the gateway.
help-site-id = The site's id; by default its name.
help-listen = Address the gateway listens on.
help-host = Address others reach the gateway at.
help-governance-url = Address of the governance service.
help-access-key = PEM file of governance's public key; by default its service is asked for it.
help-describe = Write the card that “d2h sites register” reads. It holds no data and no secret.
help-output = File to write; by default the terminal.
help-load = Check a data set, take it in and put it in force, or leave all as it was.
help-connect = Connect a data set that stays in the hospital's own PostgreSQL or Spark, and put it in force.
help-address = postgresql://user@host/database, or sc://host:15002 for Spark Connect.
help-live-tables = Tables: name, schema.name or schema.*, separated by commas; for Spark also the path of a folder of Parquet.
help-source = Folder of CSV or Parquet tables (OMOP CDM 5.4 or other), one such file, or postgresql://user@host/database.
help-dataset = Id of the data set.
help-tables = Tables of the data base: name, schema.name or schema.*, separated by commas; by default public.*
help-schema = YAML file of what each column must hold: type, required, allowed, minimum, maximum. Kept for later loads.
help-mapping = CSV file from local codes and units to the common ones. Kept for later loads.
help-described = YAML file of titles, meanings, units and coding systems. Kept for later loads.
help-leave-out = Take in the other rows when some are wrong; the wrong ones are listed at the site.
help-versions = List the versions of a data set, and the projects that keep one.
help-map = Map local codes and units to the common ones, as a new version of the data in force.
help-unmapped = List local codes that are not mapped to a common one.
help-identifying = A table.column that must never leave; may be repeated.
help-linkage = A table.column with the national number by which a patient is known at other sites too; it never leaves.
help-plain = A table.column that identifies nobody after all; may be repeated.
help-reference = A table without persons to serve as it is, a vocabulary say; may be repeated.
help-opposition = What the list of opposed patients takes from each table.
help-oppose = Take opposed patients out of everything this site serves, from the next read on.
help-patient = What was done with one patient's data, from the site's audit: for the data protection officer. Asks for the number.
help-patient-case = The number of your file on this request; it goes into the audit, the patient's number does not.
help-patient-project = Ask by the number that readers of this project see, instead of the patient's own.
help-opposed = CSV, Parquet or text with the ids of opposed patients.
help-renew-certificate = Make the gateway's next certificate, which the card publishes beside its own; then, with --in-force, have the gateway show it.
help-renew-in-force = The hub has the new card, and no workspace is open from before it.
help-column = Column of the ids; by default person_id.
help-replace = Make this the whole list, instead of adding to it.
help-approve = Show in words the permit a project asks for, sign it with the site's key, tell governance.
help-stop-project = Close a project's permits at this site at once, and tell governance.
help-permits = List the permits signed here, and what waits for a signature.
pseudonyms-destroyed = The pseudonyms of { $project } were destroyed at this site. The project reads nothing here any more.
linkage-key-missing = This site has no linkage key of { $project }, which its permit needs. Make one with --new, or take in the one of another site with --import.
linkage-key-there = { $project } has a linkage key here already. Replacing it gives its linked patients other pseudonyms: add --yes if this is meant, and hand the new one to every site.
linkage-key-wrong = { $path } holds no linkage key of { $project }. Take the file that the other site wrote with --export.
linkage-key-what = Say what to do: --new makes a key, --import takes in that of another site, --export writes it for another site.
linkage-file-unwritable = { $path } cannot be written. Name a file in a folder of yours.
linkage-file-there = { $path } is there already. Name a file that is not.
linkage-key-made = { $project } has a linkage key at this site, { $fingerprint }: the same at every site that shares it. Its linked patients have the pseudonyms of that key from the next read on.
linkage-key-exported = The linkage key of { $project } stands in { $path }. Hand it to the other data owners as you would hand a password, then destroy the file.
rotate-question = Give every patient of { $project } another pseudonym, from the next read on? What was read before can no longer be joined with what is read later.
rotate-declined = The pseudonyms of { $project } stay as they are.
rotate-done = From the next read on, the patients of { $project } have other pseudonyms here.
forget-question = Forget every number that { $project } was told here? What it is told from now on is no longer compared with that: together, old and new answers may say something about a single patient.
forget-declined = The past answers of { $project } are kept.
forget-done = Forgotten: { $answers } answers to { $project }. Its next answers start anew.
destroy-question = Destroy the pseudonyms of { $project } for good? Nobody will be able to tell whose they were, and the project reads nothing here any more.
destroy-declined = The pseudonyms of { $project } are kept.
destroy-done = The pseudonyms of { $project } are destroyed at this site.
help-owner-page = Give the data owner's own page its passphrase, or turn it off. It listens at the site alone.
help-owner-name = Name of the data owner, as the audit will show it; asked for by default.
help-passphrase-file = File with the passphrase; by default it is asked for.
help-owner-page-off = Turn the page off.
help-rotate-pseudonyms = Give the patients of a project other pseudonyms.
help-forget-answers = Let a project's aggregates start anew: forget what it was told.
help-destroy-pseudonyms = Destroy a project's pseudonyms for good, at the end of its life.
help-linkage-key = Make, take in or write out the key by which sites give a patient of one project the same pseudonym.
help-linkage-new = Draw a key at random.
help-linkage-import = File that another site wrote with --export.
help-linkage-export = File to write, for another site.

## Images

help-images = Medical images (DICOM), de-identified at the site.
help-images-deidentify = De-identify the DICOM files of a folder into another one.
help-images-in = Folder of DICOM files, with its subfolders.
help-images-out = Folder to make: OUT/study/series/image.dcm. It is there whole or not at all.
help-images-site = Site whose project keys give the images their numbers and days.
help-images-project = Project for which the images are: the same image has the same numbers each time.
help-images-list = Where to write what became of each file (CSV, for the site alone). Default: OUT-files.csv
help-images-faces = Let sections of heads go too: a face can be rebuilt from them.
help-images-ages = Keep ages (older than 89: 90).
help-images-headers = Do not read the pixels for burned-in text; projections are then withheld.
help-images-projections = When projections (radiographs, mammograms, scintigrams) in which no text was found may leave: "sample", once the data owner has looked at a random sample of them, or "detector", at once: the site rests on the detector alone.
help-images-sample = Images of that sample: none with text among 59, and fewer than 5 % bear any with 95 % confidence; among 299, 1 %.
images-done = De-identified in { $target }: { $images }. Text was painted over in { $painted } of them.
images-withheld = withheld: { $count } · { $reason }
images-for-a-person = { $count } of these can be let go by a person who has looked at them.
images-list = What became of each file: { $listing }. It holds the site's own file names: keep it here.
images-own-key = The numbers and days were drawn for this run. To have the same ones each time, name --site and --project.
images-reader-missing = Burned-in text is read with { $program }, which is not installed. On Debian, type: sudo apt-get install tesseract-ocr. With --headers-only, projections are withheld.
images-project-half = Name both --site and --project, or neither.
images-source-missing = There is no folder { $path }.
images-source-empty = The folder { $path } holds no file.
images-target-taken = { $path } exists already. Name a folder to be made.
images-target-inside = { $path } would lie among the files that are read. Name a folder outside of them.
images-listing-inside = The list { $path } would lie among the images that leave. Name another place with --list.
images-unwritable = { $path } cannot be written. Nothing was left there.
help-load-images = Take in or replace a data set of medical images (DICOM): de-identified, served to permits that name it.
help-images-persons = CSV with the columns patient_id (as in the images) and person_id (as in your tables). Without it the two are the same.
help-withheld-images = List the images that wait for a person, and decide on those she has looked at. The next load applies it.
help-images-release = Number of an image that may go as it is, pixels untouched.
help-images-refuse = Number of an image that stays here for good.
load-images-done = { $dataset }: { $images ->
    [one] 1 image
   *[other] { $images } images
  } of { $persons ->
    [one] 1 patient
   *[other] { $persons } patients
  } in force. Text was painted over in { $painted }.
load-images-waiting = { $count } of these wait for a person. List them: d2h site withheld-images { $site }
load-images-sample = { $unseen ->
    [one] 1 projection waits until the data owner has looked at it:
   *[other] { $unseen } projections wait until the data owner has looked at { $sample } of them, drawn at random:
  } { $url }/images. If her page is off: d2h site owner-page { $site }
sample-waiting = { $dataset }, version { $version }: { $among } projections wait until the data owner has looked at { $sample } of them ({ $marked } so far): { $url }/images
sample-waiting-failed = { $dataset }, version { $version }: { $among } projections wait: text was seen on the sample. Those listed are looked at one by one, or loaded again with --projections detector.
sample-waiting-old = { $dataset }, version { $version }: its projections wait, loaded before samples were drawn. Load it again.
images-decided = Let go: { $released }. Kept here: { $refused }. The next load applies it.
image-waiting = { $number } · { $dataset } · { $reason } · { $file }
images-none-waiting = No image waits for a person.
image-not-withheld = No image waits under the number { $number }. List those that do: d2h site withheld-images SITE
images-decided-twice = Image { $number } is both let go and kept. Name it once.
images-none-clean = No image of { $path } can be served. Nothing changed. Why, file by file: { $report }
images-persons-unreadable = { $path } cannot be read as a list of patients: a CSV (UTF-8) with the columns patient_id and person_id is needed.
images-persons-wrong = { $path }, line { $line }: a patient needs one person_id, and only one. Correct the line.
images-none = Data set “{ $dataset }” holds no images. d2h.datasets() shows which do.
images-missing = { $count } of these images are not, or no longer, among those that the permit opens. Read the table image anew.
images-wait = { $count } of these images are projections that wait until a person of the site has looked at a sample of them for text. Nothing is wrong with your permit.
dataset-of-images = Data set “{ $dataset }” holds images: it has no local codes to map.
withheld-unreadable = not DICOM, cut off, or broken
withheld-too-large = too large
withheld-too-slow = reading did not end
withheld-reader-ended = reading it ended its reader
withheld-kind = a kind that carries text or documents (ultrasound, captures, reports, PDF), or an unknown one
withheld-not-an-image = no pixels
withheld-colour = in colour, as captures of a screen are
withheld-pixels-unreadable = pixels in an encoding that cannot be read
withheld-pixels-unread = pixels not searched for text
withheld-face = a face could be rebuilt
withheld-text-left = text in the pixels, or what may be text, that could not be painted over
withheld-text-declared = says that it holds burned-in text, and none was found
withheld-text-in-sample = a projection of which others bore text that was not found
withheld-text-seen = a person saw text that was not found
withheld-patient-unknown = without a patient's number, or of a patient whom the list does not know
withheld-duplicate = the same image once more

## Documents in free text

help-text = Documents in free text: take out what identifies people.
help-deidentify = Mask the identifiers of documents, one JSON object with id, text and perhaps person a line. De-identified is not anonymous.
help-text-in = Documents, one JSON object a line: id, text, perhaps person.
help-text-out = Where to write id, text and spans of every document that could be read, one a line.
help-text-context = What you already know of these people, one JSON object a line: person, nom, prenom, date_naissance, adresse, tel, mail, nir, ipp, nda, relatives. A line without person holds for every document.
help-surrogates = Put other names, dates and numbers in place of tags, the same ones for one person.
help-rules-only = Leave the tagger out: faster, and it misses names that neither you nor a rule knows.
text-done = { $documents ->
    [one] 1 document written
   *[other] { $documents } documents written
  }, { $identifiers ->
    [one] 1 identifier masked
   *[other] { $identifiers } identifiers masked
  }.
text-faults = { $lines ->
    [one] 1 line was left out, see above.
   *[other] { $lines } lines were left out, see above.
  }
text-file-missing = { $path } cannot be read. Check the path and your rights.
text-output-unwritable = { $path } cannot be written. Nothing was written there.
text-id-missing = The line has no id (a text or a whole number). It was left out.
text-missing = The line has no text. It was left out.
text-person-unreadable = The person is neither a text nor a number. The line was left out.
text-not-utf8 = The line is not UTF-8. Save the file as UTF-8; the line was left out.
text-not-json = The line is not a JSON object. It was left out.
text-not-object = The line is JSON, but no object with id and text. It was left out.
text-line-long = The line is longer than { $most } MB. It was left out.
known-value-unreadable = The value of { $key } is neither a short text, a number nor a list of those. The line was left out.
known-key-unknown = Not understood, so nothing of it is masked: { $keys }
help-known = What you know of patients and staff besides the table of persons, for documents: one JSON object a line, as for d2h text deidentify.
load-documents = { $place }: { $served ->
    [one] 1 document de-identified
   *[other] { $served } documents de-identified
  }, { $withheld } withheld until a person decides, { $refused } refused.
load-raw-text = { $place } stays at the site: free text that was not de-identified. Name it under `documents` in the description, say `--plain { $place }` if it identifies nobody, or `--identifying { $place }` to be told no more.
connect-raw-text = { $place } stays at the site: free text that was not de-identified. To have it de-identified load that table, say `--plain { $place }` if it identifies nobody, or `--identifying { $place }` to be told no more.
load-documents-nowhere = Documents can be de-identified only at a site: d2h site load.
connect-mapping-type = The column { $column } of { $table } is of another type in the warehouse than what the mapping puts there ({ $type }). Offer a view of the table with that type, and connect it.
connect-documents = The rows of a connected data set stay where they are, so that its documents cannot be de-identified. Take `documents` out of the description, or load the table.
known-line-wrong = Line { $line } of { $path } cannot be used in full: check it with d2h text deidentify --context. Nothing changed.
document-not-here = This document is not among those withheld.
document-decided = Somebody has already decided on this document.
help-send-audit = Send the hub what it does not have yet of this site's audit. The gateway does it by itself while it runs.
audit-sent = { $count ->
    [one] The hub has the one record of the audit of { $site }.
   *[other] The hub has all { $count } records of the audit of { $site }.
}
audit-copy-differs = The hub has a record { $sequence } of the audit of { $site } that is not in this site's trail. Change nothing; telephone the administrator: one of the two was altered, or this site was set up anew.
