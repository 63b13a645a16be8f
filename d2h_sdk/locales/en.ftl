### Words of the workspace library. Each refusal says what happened, what to do, and whom to ask.

## Labels

label-user = Person
label-project = Project
label-ends = Ends
label-sites = Sites
label-airlock = Airlock page
label-what = What
label-value = Value
label-dataset = Dataset
label-table = Table
label-column = Column
label-columns = Columns
label-type = Type
label-meaning = Meaning
label-mode = Mode
label-request = Request
label-title = Title
label-state = State
label-turn = Turn
label-files = Files
label-file = File
label-where = Where
label-severity = Result
label-finding = What was found, what to do
label-sources = Source
label-row = Row
fix-cost-cells = { $after } of { $before } cells stay.
fix-cost-value = What is hidden adds up to { $hidden }: { $share } % of the table.
fix-cost-persons = The hidden cells hold { $hidden } persons: { $share } % of the table.
fix-cost-gap = No pattern of hidden cells costs less by more than { $gap } %.
fix-cost-distance = Printed and true values are { $mean } apart on average, { $largest } at most; { $share } % of the true value on average.
fix-cost-bins = { $after } bins instead of { $before }.
fix-cost-steps = { $after } times instead of { $before }.
fix-cost-columns = Left out, since nobody can tell what they say: { $columns }.
fix-certificate-linear = Proof: the audit of the table's equations leaves { $cells ->
    [one] the sensitive cell
   *[other] each of the { $cells } sensitive cells
} a range, the narrowest { $narrowest } wide (a hidden count must keep { $protection } possible values). Then all checks judged the table again, beside the others and earlier releases.
fix-certificate-linear-free = Proof: no equation of the table says anything of its { $cells } sensitive cells. Then all checks judged the table again, beside the others and earlier releases.
fix-certificate-linear-open = This repair does not hold: from the table's equations { $exact } cells can be worked out exactly, { $narrow } too closely, and { $insiders } by a person who stands alone in another. Choose another method, or coarser groups.
fix-certificate-together = These tables were audited and hidden as one, with what left before: { $tables }.
fix-certificate-bins = Each of the { $bins } bins holds nobody or at least { $threshold } persons.
fix-certificate-steps = Between two of the { $steps } times nobody or at least { $threshold } persons leave, and as many are at risk at and after each.
fix-certificate-average = Proof: each printed percentile is the mean of { $around } neighbouring values, and no sum or difference of such means of one group gives a single value back. The checks judge the table once it is added.
fix-more-cells = And { $cells } cells more.
fix-still-blocks = With these repairs made, this would still block:
fix-certificate-noise = Each count has noise of { $deviation } persons at most (variance { $variance }, without bias), the same for the same persons in every table, so that repeating a table or comparing two tells little; no count from 1 to { $small } comes out, zeros stay. Totals no longer add up, and noise is no proof: whoever knows all persons of a cell but one still learns something.
fix-why-perturb = Every count has the noise that its persons always get.
fix-secondary = Otherwise the totals would give another hidden cell back.
fix-why-round = Every count is rounded, so that none tells its last persons.
fix-why-midpoint = Every count becomes the middle of a step of the same width.
fix-why-average = One value is one person's: the mean of those around it is nobody's.
fix-apply = Nothing has changed yet. fix = d2h.outputs.check().fix(…), then fix.apply(), puts these tables in the place of the first and checks again.
fix-nothing = Nothing blocks: there is nothing to hide.
fix-by-hand = This repair does not help here. Correct what is told above, add the files again, then d2h.outputs.check().
repair-does-not-apply = The repair “{ $method }” does not apply to what blocks here. These do: { $methods }. Type d2h.outputs.check().fix("…") with one of them.
repair-unreadable = This table cannot be repaired as it is: it is no plain CSV with one line of headings, or larger than { $cells } cells. Group it more coarsely, or save it again with d2h.outputs.table.
repair-no-table = Only tables added with d2h.outputs.table, and those behind figures, can be repaired.
repair-names-no-cell = What blocks here is in no cell of its own, so changing cells does not help.
repair-figure = These are the numbers of the figure { $figure }, which shows them too. Draw it from a coarser table, and add it again.
repair-too-few = Even all together these are too few: { $persons } persons, and at least { $threshold } are needed. Leave this table out, or make it of more persons.
repair-persons-repeat = One person may stand in several bins, so nobody knows how many persons two bins hold together. Draw the histogram with wider bins.
repair-solver = The search for cells to hide did not end. Try a coarser table, or fix("round").
repair-needs-records = The mean of neighbouring values takes the records: type d2h.outputs.check().fix("average", data=…) in the notebook.
repair-not-offered = Noise is not offered to this project: its profile says nothing of perturbation. Choose another repair.
repair-no-cell-keys = This table was made without the keys that noise is drawn from. Make it with d2h.outputs.crosstab(…, persons=…, cell_keys=True) and add it again.
perturbation-impossible = The noise that the profile asks for cannot be: at most { $deviation }, variance { $variance }, no count from 1 to { $small }. The first must be larger than the last; ask your administrator.
cell-keys-persons = Keys of cells are made from pseudonyms: give them, persons=data["person_id"].
repair-other-session = This file was added before the kernel was restarted. Make it and add it again, then type fix("average", data=…).
repair-method-unknown = There is no repair “{ $method }”. There are: { $methods }.
average-data-missing = Give the records that the quantiles were made from: fix("average", data=…).
average-column-missing = The frame given has no column “{ $column }”, which the table was made from.
average-other-data = { $name } was made from { $rows } values in one of its groups; the frame given has { $found }. Give the very records that the table was made from.
average-nothing = No cell of { $name } is known to be a quantile. Make the table with d2h.outputs.percentiles or describe.
label-before = Before
label-after = After
label-why-changed = Why it changes
session-title = Your D2H workspace
datasets-title = What your project may read
days-left = { $days ->
    [0] last day, or over
    [one] 1 day left
   *[other] { $days } days left
}
no-site = none
search-title = “{ $text }” in what your project may read: { $count } { $count ->
    [one] match
   *[other] matches
}
search-nothing = Nothing that your project may read holds these words. The catalogue page of the hub searches all that the sites publish.
nothing-approved = Nothing is approved for this project yet. Ask each site's data owner to sign the permit, or your administrator how far it is.
rows-filtered = some rows only
mode-records = records
mode-aggregates = aggregates only: d2h.aggregate()
rows = rows
survival-axis = Survival
cumulative-hazard-axis = Cumulative hazard
sites-missing = The result LACKS the rows of: { $sites }. Say so wherever you use it, or read again without on_site_error="skip".

## The workspace and its access

not-in-workspace = This Python does not run in a D2H workspace: { $path } is not there. Open the notebook from your project's workspace.
session-unreadable = The workspace's description { $path } cannot be read. Stop the workspace and start it again; if it stays so, tell your administrator.
access-away = The access service does not answer. Try again in a minute; if it lasts, tell your administrator.
access-fault = The access service failed (status { $status }). Try again in a minute; if it lasts, tell your administrator.
access-answer-unreadable = The access service gave an answer that cannot be read. Tell your administrator: workspace and services may be of different versions.
access-expired = Your access has ended. Run the cell again; if it stays so, your project may be suspended or over: ask the project's lead.
access-invalid = Your access was not recognised. Restart the workspace; if it stays so, tell your administrator.
access-other-door = The access token was made for another workspace. Ask for one where you use it.
access-replayed = The access token was shown before on another connection. Ask for a new one.
clocks-apart = The clocks of the hub and { $title } differ by more than { $seconds } seconds, so nothing is answered. Tell your administrator: both machines need a time service.
code-unknown = Refused, with the code “{ $code }” ({ $details }) that this version of the library has no words for. Give this code to your administrator.

## Calls to correct

site-unknown = Your project has no site “{ $site }”. Its sites are: { $known }.
no-site-in-session = No site takes part in your project yet. Ask the data owners to sign the permit, then restart the workspace.
search-empty = Say what to look for: d2h.datasets().search("creatinine").
table-not-approved = No site approved a table “{ $table }” for your project. Approved: { $known }. To read it, ask your project's lead to have it added to the permit.
dataset-ambiguous = The table “{ $table }” is in several datasets ({ $known }): name one, as in dataset="…".
request-not-understood = This request is not well formed ({ $place }). Names of tables and columns are lower-case letters, digits, _ and -; d2h.aggregate groups by three columns at most.
federated-fit = { $family } regression of { $table }, { $sites } sites, { $persons } persons, { $iterations } iterations
federated-edges-not-rising = Edges of a histogram are at least two and rise.
federated-no-shared-steps = The sites share no time at which enough persons had the event. Ask for fewer, coarser times.
federated-not-converged = The fit did not settle in { $rounds } round trips. A category may separate the outcomes: take fewer covariates, or a penalty.
federated-one-site = A meta-analysis needs two sites that answer.
federated-penalty-wrong = A penalty is 0 or more.
federated-quantile-outside = Quantiles lie between 0 and 1, both left out.
federated-two-columns = A correlation needs two columns.
models-ties-unknown = ties is “efron” or “breslow”, not “{ $given }”.
models-column-unknown = The frame has no column { $column }.
models-column-not-number = Column { $column } is no number. Turn categories into 0 and 1 first: pandas.get_dummies(df, drop_first=True, dtype=float).
models-value-missing = Column { $column } has missing or infinite values. Leave these rows out, or fill them.
models-column-constant = { $column } has one value only. Leave it out.
models-duration-negative = A duration is below 0: count each from the moment the person entered.
models-lengths-differ = There are { $durations } durations and { $events } events: one of each per person, at least one person.
models-no-event = No row has the event ({ $column }).
models-not-converged = The fit did not settle: two covariates may say the same, or one may separate the events. Leave one out, or take a penalizer.
sites-disagree = The sites give a column in types that do not fit together ({ $detail }). Read the sites one by one, with sites="…", and align the column yourself.
frame-kind-unknown = as_ is "pandas", "arrow" or "polars", not “{ $given }”.
polars-missing = polars is not installed here. Use as_="pandas" or as_="arrow".
sql-not-text = d2h.sql takes a text or an ibis expression, not { $type }. Example: d2h.sql("select count(*) as n from person")
ibis-missing = ibis is not installed here. Write the query as a text, or ask your administrator to add ibis-framework to the workspace.
ibis-not-translated = ibis cannot write this expression as SQL ({ $detail }). Simplify it, or write the query as a text.
on-site-error-unknown = on_site_error is "raise" or "skip", not “{ $given }”.
where-not-a-list = where is a list of tuples, or a dict: [("year_of_birth", ">=", 1950)]. Given: { $given }
where-not-understood = This condition is not understood: { $given }. Write ("column", "operator", value).
where-operator-unknown = The operator “{ $operator }” is not known. Known: { $known }.
where-value-missing = The condition on { $column } ({ $operator }) compares with nothing. For empty values write ("{ $column }", "is null").
where-value-type = The condition on { $column } has a value of type { $type }. Give a number, a text, a date or a truth value.
where-list-empty = The list for { $column } is empty, so no row could match. Check how it was made.

## Sites

site-away = { $title } does not answer now. Try again in a minute, read the other sites with sites=[…], or give on_site_error="skip" and know that its rows are missing. If it lasts, tell your administrator.
site-broke-off = { $title } stopped in the middle of its answer; nothing of it was kept. Run the cell again; if it happens again, ask for fewer columns or rows.
site-certificate-wrong = What answers in the place of { $title } does not show that site's certificate: nothing was read. Tell your administrator at once.
site-fault = { $title } failed while answering. Try again; if it lasts, tell your administrator, with the time and the table.
no-permit-at-site = { $title } has no permit in force for your project. Its data owner signs it: ask your project's lead how far it is, or read the other sites with sites=[…].

## Outputs: calls to correct

no-draft = There is no open request. Start one: d2h.outputs.draft("title", "what it is for").
not-a-table = A table is a pandas DataFrame, not { $type }.
name-suffix = The name “{ $name }” does not fit: this file ends in { $suffix }, or is named without ending.
persons-shape = persons has the shape { $given }; the table's body is { $wanted }. Give a frame of that shape, one number per row, one number for all, or "cells".
persons-not-understood = persons holds “{ $given }”, which is not a number of persons. Give whole numbers, or "cells" when the cells count persons.
r-column-class = The column “{ $column }” is of R's class { $given }, which is no column of a table here. Leave it out, or make it a text, a number or a date.
r-made-elsewhere = This table was made before R or its Python started again: who stands behind it is no longer known. Make it again, then add it.
persons-length = persons= has { $persons } values for { $rows } rows. Give one per row: the column of the persons' ids of the same data.
nothing-to-draw = There is nothing to draw: no value, or no group with enough of them. Group more coarsely.
test-unknown = “{ $test }” is not a test of scipy.stats that can be read. Take its name, as in d2h.outputs.hypothesis_test("ttest_ind", a, b).
too-few-to-predict = { $positives } positives and { $negatives } negatives are too few for a curve: at least { $least } of each.
negative-amounts = Some amounts are negative: a total has no negative share. Leave those rows out, or take their size.
too-few-contributors = { $persons } persons are too few for a curve: at least { $least } are needed.
weights-negative = The weights in { $column } are negative. A weight says how many persons a row stands for.
evidence-not-recorded = evidence= ({ $type }) is not a table that d2h.outputs made since this kernel started, or nothing of it is left in this one. Make it again, or tell the persons with persons=.
evidence-not-understood = evidence= has a field that is not understood: { $field }.
suppress-nothing-numeric = This table has no column of numbers: there is nothing to suppress.
suppress-not-counts = Suppression is for counts: whole numbers from 0. For means and sums, leave out the groups with too few persons instead.
model-not-understood = A { $type } is not understood as a model. Give a fitted lifelines, statsmodels or linear scikit-learn model, or a DataFrame with one row per coefficient.
survival-not-fitted = A { $type } is not a fitted lifelines KaplanMeierFitter. Fit one, or give a dict of label and fitter.
survival-weighted = This curve was fitted with weights: the persons who leave cannot be counted. Fit it without weights.
survival-late-entries = This curve has late entries: steps cannot be merged safely. Fit it without the entry argument.
survival-too-few = Only { $persons } persons begin; a curve needs { $threshold } at least.
figure-without-data = A figure leaves only with the numbers it shows: give data=, the DataFrame behind “{ $name }”.
figure-not-understood = A { $type } is not a figure. Give a matplotlib figure or axes.
file-unreadable = The file { $path } cannot be read. Check the path, relative to the notebook's folder.
notebook-unreadable = { $path } is not a notebook in format 4. Save it in JupyterLab, then try again.

## Outputs: requests as their author reads them

requests-title = Requests of your project
no-request = No request yet. Start one: d2h.outputs.draft("title", "what it is for").
draft-words-missing = A request needs a title and a context: what the results are for, and what the output checkers must know to judge them.
file-added = { $name } ({ $kilobytes } kB) is in the request
picture-stripped = The metadata of the picture were left out ({ $parts }); your file keeps them.
checks-passed = { $count ->
    [one] 1 check passed
   *[other] { $count } checks passed
}
not-checked-yet = not checked yet
severity-pass = passes
severity-review = to be looked at
severity-block = blocks
place-member = in
place-part = part
place-table = table
place-key = property
place-trace = series
place-row = row
place-column = column
place-cell = cell
place-line = line
place-position = position
place-page = page
place-sheet = sheet
state-DRAFT = draft
state-CHECKING = automatic checks are running
state-BLOCKED = blocked by the automatic checks
state-SUBMITTED = with the output checkers
state-CONSOLIDATION = with the output checkers, whose opinions differ
state-RETURNED = returned, changes asked for
state-APPROVED = approved, being released
state-RELEASED = released
state-REJECTED = rejected
state-WITHDRAWN = withdrawn
state-REVOKED = revoked after release
next-submit = Nothing blocks. Read it once more as a checker would, then d2h.outputs.submit().
next-DRAFT = Correct what blocks, add the files again under the same names, then d2h.outputs.check(). When nothing blocks: d2h.outputs.submit().
next-CHECKING = Wait a moment, then d2h.outputs.status().
next-BLOCKED = Nobody was asked to look yet. Correct what blocks, add the files again under the same names, then d2h.outputs.submit().
next-SUBMITTED = The output checkers decide, each alone. Follow it with d2h.outputs.status(), or at { $page }
next-CONSOLIDATION = The output checkers read each other and give their final opinions. Follow it with d2h.outputs.status(), or at { $page }
next-RETURNED = Read the comments, correct, add the files again under the same names, then d2h.outputs.submit().
next-APPROVED = The package is being made. Look again in a moment with d2h.outputs.status().
next-RELEASED = Fetch the signed package from your own browser: { $page }
next-REJECTED = This request is closed. Read the comments; a different result needs a new request.
next-WITHDRAWN = This request is closed; nothing of it left.
next-REVOKED = The release was taken back. Do not use the package any more; the reason is at { $page }
finding-unknown = The check “{ $rule }” found something that this version of the library has no words for ({ $details }). Ask your output checkers.
airlock-away = The airlock does not answer. Your files are still here: try again in a minute; if it lasts, tell your administrator.
airlock-answer-unreadable = The airlock failed (status { $status }). Your files are still here: try again in a minute; if it lasts, tell your administrator.

## What governance answers

access-missing = The request carried no access token. Restart the kernel; if it stays so, tell your administrator.
credential-missing = The workspace sent no { $scheme } credential. Restart the workspace; if it stays so, tell your administrator.
database-busy = The access service is busy. Run the cell again in a moment.
hub-token-invalid = The hub no longer knows this workspace. Stop it and start it again from the hub's page.
hub-token-not-a-server = This token is not a workspace's token. Work from your project's workspace, without changing JUPYTERHUB_API_TOKEN.
hub-token-too-broad = This token opens more than one workspace, so it is not accepted here. Work without changing JUPYTERHUB_API_TOKEN.
hub-unreachable = The hub does not answer, so access cannot be renewed. Try again in a minute; if it lasts, tell your administrator.
no-permit-in-force = No site has a permit in force for project { $project }. The sites' data owners sign it: ask your project's lead how far it is.
replay-permit-over = The permit of the site { $site } is no longer the one that the results were submitted under: submit them again.
replay-ticket-over = The time of this replay is over.
replay-not-offered = This installation offers no replays: ask its administrators.
replay-notebook-missing = There is no notebook in this request to replay: add it with d2h.outputs.notebook.
replay-notebook-several = A replay needs one notebook, and this request has several: { $files }. Leave one.
replay-under-way = A replay of this submission is under way already: wait for it.
replay-too-many = A submission is replayed { $limit } times at most.
replay-dropped = The request went on before the replay was over: it was given up.
replay-not-started = The replay could not be started for two hours. Tell the administrators (log replays.log), then ask again.
replay-lost = The replay was lost: its container or the program that watches it went away. Ask again.
replay-unreadable = What the replay made could not be read: the notebook may have broken it.
replay-too-large = The notebook made more than a replay may give back.
replay-image = The trusted image { $image } of the workspaces is missing. Tell the administrators.
replay-order-malformed = The replay could not be asked for as it stands ({ $where }). Tell the administrators.
replay-notebook-fault = { $cell ->
    [0] The notebook could not be run to its end ({ $error }).
   *[other] The notebook stopped at cell { $cell } ({ $error }).
}
replay-stopped-time = The notebook did not end by itself and was stopped after { $seconds } seconds.
replay-stopped-memory = The notebook took all the memory it may have and was stopped after { $seconds } seconds.
replay-stopped-access = The project or one of its permits ended while the notebook ran: it was stopped after { $seconds } seconds.
replay-stopped-broken = The container of the replay broke after { $seconds } seconds. Ask again.
replay-asked = Replay: waiting for the checks, then it starts by itself.
replay-running = Replay: the platform runs the notebook again.
replay-done = Replay: the notebook ran to its end; { $same } of { $files } files are reproduced.
replay-failed = Replay: { $reason }
replay-reason-unknown = it did not come to its end ({ $code }).
replay-verdict-differs = { $file } differs in { $count } places
replay-verdict-missing = { $file } is not made by the notebook
replay-verdict-not-comparable = { $file } is not the same, and nothing can compare it
finding-replay-not-checked = A replay: the checks ran when the results were submitted.
    .do = { -nothing }
not-a-member = { $user } is not a member of project { $project }. Ask the project's lead to have you added; the sites then sign the new list.
training-lacking = A training that your role needs is missing, or its certificate has ended: { $kinds }. Give your administrators one that is valid.
project-expired = Project { $project } ended on { $ends }. Its lead can ask the administrator for an extension.
project-not-active = Project { $project } is not active: a draft, suspended or closed. Ask its lead, or your administrator, why and until when.
project-step-over = An opinion or reference that project { $project } stands on held until { $until }. Ask its lead, or your administrator, for its successor.
access-review-over = Who may work in project { $project } had to be confirmed by { $due }. Ask your administrator to do it.
project-not-started = Project { $project } begins on { $starts }. Nothing can be read before.
project-unknown = Project { $project } is not known any more. Ask your administrator.
request-malformed = The access service did not understand the request. Tell your administrator: workspace and services may be of different versions.
request-unknown = This request is not known here, or is not open to you. Look at d2h.outputs.requests().
signature-invalid = A signature does not hold ({ $kind }). Tell your administrator.

## What a site answers

aggregate-column-continuous = { $title }: persons cannot be counted by { $column }, of type { $type }. Choose a column of categories, or ask the site to provide one in classes.
aggregate-column-identifier = { $title }: persons cannot be counted by { $column }, which identifies them. Choose a column of categories.
aggregate-column-levels = { $title }: { $column } has more than { $limit } different values, too many to count by. Choose a coarser column.
aggregate-too-many-groups = { $title }: these columns make more than { $limit } groups. Take fewer columns, or coarser ones.
aggregate-without-persons = { $title }: { $table } tells of no person, so there is nobody to count. Choose a table of facts about persons.
aggregate-column-not-number = { $title }: { $column } is of type { $type }. Sums, means, variances and quantiles are of numbers: choose a numeric column.
aggregate-column-not-date = { $title }: { $column } is of type { $type }. Only dates are grouped by month or year.
aggregate-quantile-wrong = { $title }: a quantile of { $column } lies between 0 and 1, both left out. Smallest and largest values never leave a site: ask for 0.05 or 0.95, say.
aggregate-numbers-spent = { $title } has told your project { $limit } independent numbers, as many as it allows. What was answered before can be asked again; for more, ask the site's data owner.
federated-too-few-persons = { $title }: too few persons have every value this needs. Ask about more persons, or fewer columns.
federated-rows-per-person = { $title }: the table holds several rows of one person under these conditions. Choose conditions that leave one row each, or say unit="row" where the function takes it.
federated-degrees-of-freedom = { $title }: too few persons for { $columns } coefficients. Take fewer covariates, or more persons.
federated-too-few-events = { $title }: too few persons with the event, or without it, for this question. Take fewer covariates, coarser groups or times, or a more frequent outcome.
federated-outcome-concentrated = { $title }: the outcome rests on too few persons. Choose one that varies among more of them.
federated-outcome-negative = { $title }: a Poisson regression is of counts, and some outcomes are negative. Leave them out with a condition.
federated-design-singular = { $title }: a covariate is constant there, or follows from the others. Leave it out.
federated-level-too-small = { $title }: too few persons, or too few outcomes, stand in a category of { $column } { $level }. Put categories together, or leave the column out.
federated-pair-too-small = { $title }: categories of { $column } and of { $other } meet in too few persons. Put categories together, or leave one column out.
federated-column-concentrated = { $title }: what { $column } { $level } adds to the other covariates rests on too few persons. Leave it out, or cut its extreme values off with a condition.
federated-leverage = { $title }: one person weighs too much in these coefficients. Cut extreme values off with a condition, or take fewer covariates.
federated-coefficients-extreme = { $title }: under these coefficients the sums would be about a few persons. A fit that comes here does not converge: take fewer covariates, or a penalty.
federated-coefficients-wrong = { $title }: the round does not suit a design of { $columns } columns. Use the functions of d2h.federated.
federated-not-opened = { $title }: the model was not opened about the rows of now: the data may have changed. Fit it again.
federated-rounds-spent = { $title }: your project has asked about models as often as allowed ({ $limit } times). Ask the site's data owner for more.
federated-near-earlier-answer = { $title }: beside what your project was told before, this would tell something about a few persons. Ask about the same persons as before, or about others altogether; `is not null` conditions keep persons the same.
federated-cox-only = { $title }: an event and strata are of Cox models, not of a { $family } one.
federated-event-missing = { $title }: a Cox model needs the column that says whether the event came.
federated-too-many-columns = { $title }: more than { $limit } coefficients. Take fewer covariates or levels.
federated-times-not-permitted = { $title }: the permit does not let sums per step of time of { $dataset } leave. Fit the model stratified by site (leave `times` out), or have `shared_times: true` asked for.
federated-times-and-strata = { $title }: a Cox model on steps of time that the sites share has no strata. Leave `strata` or `times` out.
federated-edges-wrong = { $title }: times must be above 0 and rise.
federated-levels-missing = { $title }: { $column } needs its levels, two at least, the reference first: {"{"}"{ $column }": ["…", "…"]{"}"}.
federated-event-type = { $title }: { $column } is of type { $type }: an event is true or false, 1 or 0.
federated-level-repeated = { $title }: { $column } names a level twice.
answers-other-pseudonyms = { $title } changed the pseudonyms of { $dataset } and cannot compare new answers with the past ones, so it gives none. Ask the site's data owner to let your project start anew.
answers-unavailable = { $title } cannot keep its record of past answers at the moment, so it gives no new ones. Try again later; if it lasts, tell the site.
aggregates-only = { $title } grants your project aggregates of { $table }, not rows. Count with d2h.aggregate("{ $table }", by=[…]), or ask your project's lead to apply for mode “records”.
audit-unavailable = { $title } cannot record the reading, so it does not answer. Try again in a minute; if it lasts, tell your administrator.
column-free-text = { $title }: { $column } of { $table } holds free text, which the permit of your project does not open. Ask your project's lead to have `free_text: true` asked for, saying what it is needed for.
surrogates-not-kept = { $title } keeps nothing of what { $column } of { $table } names, so it cannot put other names there. Ask your project's lead to have `documents: tags` asked for, or the site to load { $dataset } again with `keep_identifiers: true`.
documents-damaged = { $title }: what other names are made of in these documents is damaged, so none can be made. Tell your administrator; the other columns are read as before.
documents-groups-large = { $title } has to load { $dataset } again: an earlier version stored its documents in groups that are too large to be read. Tell your administrator.
documents-load-again = { $title } has to load { $dataset } again before anybody reads it: an earlier version kept what its documents name in clear. Tell your administrator.
column-text-undeclared = { $title }: { $column } of { $table } holds free text that the site has not de-identified, so it never leaves. Leave it out, or ask the site to load it as documents.
dates-without-person = { $title }: { $column } of { $table } is a date of nobody in particular and cannot be shifted. Leave it out, or have dates cut to the month asked for.
dataset-not-open-today = { $title } opens { $dataset } to your project on other days than today. Ask your project's lead.
pseudonyms-destroyed = { $title } destroyed the pseudonyms of { $project } for good: the project reads nothing there any more.
column-identifying = { $title }: { $column } of { $table } identifies persons and never leaves the site. Work with person_id and visit_occurrence_id, which come as pseudonyms.
column-not-in-permit = { $title } has not approved the column { $column } of { $table } for your project. Leave it out of columns=[…], or ask your project's lead to have it added to the permit, saying what it is needed for. d2h.datasets() shows what is approved.
column-repeated = Name each column once, and at least one.
column-unknown = { $title } has no column { $column } in { $table }. Compare with d2h.datasets().describe("{ $table }").
condition-not-understood = { $title }: the condition on { $column } with “{ $op }” does not fit this column. Pseudonyms and yes/no columns know =, != and in only.
condition-too-many = The conditions are too many or too long: at most { $limit }. Read more and filter in the notebook.
condition-value-type = { $title }: the condition on { $column } needs a value of type { $type }. Correct the value in where=.
worker-walls-missing = { $title } serves nothing: its machine cannot confine the process that would run your query. Tell your administrator: the gateway's log says what to do.
client-too-slow = { $title } closed this read: for { $seconds } seconds no row was taken. Do less between two batches of d2h.scan(), or filter first.
dataset-not-in-permit = { $title } has not approved the data set { $dataset } for your project. Ask your project's lead to have it added to the permit.
dataset-unavailable = { $title } cannot open { $dataset } now. Try again in a minute; if it lasts, tell your administrator.
source-away = { $title }: The data base behind data set “{ $dataset }” does not answer just now. Try again in a few minutes; if it lasts, tell the site.
source-refused = { $title }: The data base behind data set “{ $dataset }” does not let the gateway read any more. The site has to give its account the right again, or connect anew.
source-changed = { $title }: Table { $table } of data set “{ $dataset }” is no longer what was connected: its columns changed. The site has to connect it anew.
source-address-missing = { $title } cannot open { $dataset } now. Tell your administrator.
dataset-unknown = { $title } has no data set { $dataset }. Compare with d2h.datasets().
dataset-version-unknown = { $title } no longer holds the version { $version } of { $dataset } that your permit stays on. Ask your project's lead to have the permit renewed.
dataset-version-connected = { $title }: your permit stays on a version of { $dataset }, which changes by itself there. Ask your project's lead to have the permit asked for without `version`.
gateway-busy = { $title } serves { $limit } reads already. Run the cell again in a moment, or read fewer tables at once.
gateway-fault = { $title } failed while answering. Try again; if it lasts, tell your administrator, with the time and the table.
images-missing = { $title }: { $count } of these images are not, or no longer, among those that your project's permit opens. Read the table anew with d2h.images.read().
images-wait = { $title }: { $count } of these images of { $dataset } wait there: before radiographs leave, a person of the site looks at a sample of them for text. Your permit is in order. Read them later, or other images meanwhile; if it lasts, ask your project's lead to remind the site.
images-none = { $title }: the data set { $dataset } holds no images. d2h.datasets() shows which do.
linkage-key-missing = { $title } has not been given the linkage key of { $project } yet. Ask your project's lead to remind its data owner.
linkage-column-missing = { $title }: { $dataset } no longer has the column that links patients between sites. Tell your administrator.
method-unknown = { $title } does not know this call. Tell your administrator: workspace and site may be of different versions.
opposition-unavailable = { $title } cannot read its register of opposed patients, so it does not answer. Try again later; if it lasts, tell your administrator.
permit-ended = { $title }: the permit ended on { $date }. Your project's lead can ask for a new one.
permit-invalid = { $title } does not recognise its own signature on the permit { $permit }. Tell your administrator at once.
permit-missing = { $title } has no permit in force for your project. Its data owner signs it: ask your project's lead how far it is.
permit-not-for-member = { $title } has not yet approved { $user } as a member of { $project }. Ask your project's lead: the site's data owner must sign the new list of members.
permit-not-started = { $title }: the permit begins on { $date }. Nothing can be read before.
permit-other-project = { $title }: the permit belongs to another project than { $project }. Restart the workspace; if it stays so, tell your administrator.
permit-unknown = { $title } does not hold the permit { $permit }: it was withdrawn, or is being replaced. Try again in a minute; if it lasts, ask your project's lead.
permit-unreadable = { $title } cannot read the permit. Tell your administrator.
permit-withdrawn = { $title } withdrew its permit while you were reading. Ask your project's lead why.
pseudonyms-exhausted = { $title } cannot give every person a pseudonym. Tell your administrator.
query-too-large = { $title }: this read needs more memory than the site gives. Ask for fewer columns, or filter with where=.
worker-ended = { $title } ended the process that ran your query: it took too much memory or did not stop in time. Run the cell again; if it comes back, ask for fewer rows or columns.
query-too-long = { $title } stopped this read after { $seconds } seconds. Ask for fewer columns or rows, or read with d2h.scan() and do less between two batches.
query-too-many-rows = { $title }: The answer has more than { $limit } rows, so it was stopped. Group the rows (GROUP BY), filter them, or read the table with d2h.scan().
read-too-many-rows = { $title }: The read has more than the { $limit } rows that the site gives your project at once, so it was stopped. Keep fewer rows with where=, read period by period, or ask the site's data owner to raise read_rows.
sql-aggregate-place = { $title }: “{ $construct }” cannot hold an aggregate or a window function there. Calculate it first in a common table (WITH … AS), then use its column.
sql-argument = { $title }: { $function } takes ({ $takes }), not ({ $types }). Convert with CAST(… AS …), or write the constant itself.
sql-cast-type = { $title }: CAST knows these types only: { $types }. Use the nearest one.
sql-column = { $title }: There is no column “{ $column }” in the tables of this query that your permit opens. See d2h.datasets().describe(); an alias can be used only in GROUP BY and ORDER BY.
sql-column-ambiguous = { $title }: “{ $column }” is in several tables of this query. Write table.{ $column }.
sql-column-twice = { $title }: Two columns are named “{ $column }”, capitals aside. Give each its own name with AS.
sql-construct = { $title }: “{ $construct }” is not allowed in d2h.sql. Write one SELECT with JOIN … ON, WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY, LIMIT, WITH, UNION, subqueries and window functions.
sql-date-text = { $title }: A text compared with a { $type } must be one: 2026-01-31, or 2026-01-31 14:30:00.
sql-engine-disagrees = { $title }: The engine reads this query otherwise than the gateway does, so it was not run. Tell the site, with the query.
sql-engines-apart = { $title }: Data sets { $datasets } are held by engines that do not know one another: one query cannot read them together. Read each, then join them in the workspace.
sql-function = { $title }: The function “{ $function }” is not allowed in d2h.sql, or not there. Calculate it in the notebook, or use: { $known }.
sql-join-without-equality = { $title }: A JOIN needs ON with at least one equality between columns of both sides (FULL JOIN: equalities only), or USING. Without it every row would meet every other.
sql-limit = { $title }: LIMIT and OFFSET take a whole number, at most { $limit }.
sql-name = { $title }: A name has at most { $limit } bytes, without quotes, backslash or semicolon.
sql-not-grouped = { $title }: “{ $column }” is neither in GROUP BY nor inside an aggregate. Add it to GROUP BY, or take min({ $column }).
sql-not-one-select = { $title }: d2h.sql takes exactly one SELECT statement.
sql-null-without-type = { $title }: The column “{ $column }” is NULL without a type. Write CAST(NULL AS BIGINT), or another type.
sql-number = { $title }: A number is out of range or not understood: whole numbers have 19 digits at most.
sql-order-column = { $title }: With DISTINCT, QUALIFY or UNION, ORDER BY takes columns of the result, by their names.
sql-pattern = { $title }: { $construct } takes a constant pattern: for LIKE at most ten % and no backslash; for regexp_matches characters, classes [a-z], and ., ?, *, + or a count after single characters; groups are not repeated.
sql-position = { $title }: A number in GROUP BY or ORDER BY is the place of a column of the SELECT, from 1 to { $limit }.
sql-subquery-columns = { $title }: This subquery must give exactly one column.
sql-subquery-rows = { $title }: A subquery used as a value must give one row: an aggregate without GROUP BY. Otherwise join it, or use IN.
sql-table = { $title }: There is no table “{ $table }” in this query's reach: your permit opens those of d2h.datasets(). To read another, ask your project's lead to have it added to the permit.
sql-table-ambiguous = { $title }: The table “{ $table }” is in several data sets: write { $known }.
sql-table-twice = { $title }: “{ $table }” stands twice in FROM. Give each its own name: { $table } AS a, { $table } AS b.
sql-too-complex = { $title }: The query is too deep or too long once written out: at most { $limit } levels. Split it with WITH, or into several queries.
sql-too-long = { $title }: The query is longer than { $limit } characters. Split it.
sql-too-many-columns = { $title }: The query gives more than { $limit } columns. Ask for fewer.
sql-too-many-tables = { $title }: The query reads tables more than { $limit } times in all, common tables counted each time. Split it.
sql-too-many-values = { $title }: A list after IN has 1 to { $limit } values. Read the table, then keep the rows in the notebook.
sql-types = { $title }: “{ $construct }” does not fit these types: { $types }. Convert with CAST(… AS …).
sql-union-columns = { $title }: The two sides of { $construct } have { $first } and { $second } columns. Give them the same.
sql-union-types = { $title }: The column “{ $column }” has different types on the two sides of { $construct }: { $types }. Convert one with CAST.
sql-unit = { $title }: { $function } knows these units only: { $known }.
sql-unparsable = { $title }: The query is not understood at line { $line }, column { $column }. Check its spelling and parentheses.
sql-window-alone = { $title }: { $function } stands only with OVER (… ORDER BY …).
sql-window-order = { $title }: { $function } needs ORDER BY inside OVER, or its result would be chance.
sql-without-table = { $title }: The query reads no table of the permit. Name one in FROM.
request-too-large = What was sent is too large: at most { $limit } bytes. Shorten the lists in where=, or send fewer or smaller files.
request-unreadable = { $title } did not understand the request. Tell your administrator: workspace and site may be of different versions.
table-not-in-permit = { $title } has not approved the table { $table } for your project. Ask your project's lead to have it added to the permit, saying what it is needed for, or read the other sites with sites=[…]. d2h.datasets() shows what is approved.
table-damaged = { $title }: the file of { $dataset }.{ $table } is no longer what the site loaded, so none of its rows is read. Tell the site: it has to load the data set again.
table-unknown = { $title } has no table { $table }. Compare with d2h.datasets().

## What the airlock answers

action-not-permitted = You may not do this ({ $action }) with this request. Only its author changes it, while it is a draft, blocked or returned.
airlock-busy = Somebody changed this request at the same moment. Run the cell again.
airlock-fault = The airlock failed. Your files are still here: try again in a minute; if it lasts, tell your administrator.
body-too-large = The file is too large: at most { $limit } bytes with its evidence. Send a summary of it, or split it.
evidence-invalid = What was said about the file is not understood ({ $where }). Tell your administrator: workspace and airlock may be of different versions.
file-empty = { $file } is empty. Look at what writes it, then add it again.
file-name = This file name cannot be used. Take letters, digits, spaces and . , _ - ( ) + =, at most 100 characters, with an ending such as .csv.
file-name-taken = This name cannot be told apart from { $file }, which is in the request already. Choose another one.
file-too-large = The file is larger than { $limit } bytes. Send a summary of it, or split it.
file-unknown = There is no file { $file } in this request. Look at d2h.outputs.status().
files-changed = Files were replaced while the checks ran. Run d2h.outputs.check() again.
findings-missing = The checks did not finish for { $file }. Run d2h.outputs.check() again; if it stays so, tell your administrator.
key-unreadable = A key of the service cannot be read ({ $path }). Tell your administrator.
package-deleted = The files were deleted, as the project says for requests that are over.
package-not-ready = There is no package to fetch: the request's state is { $state }.
package-not-yours = Only the members of the project and its output checkers fetch this package.
page-unknown = The airlock does not know this call. Tell your administrator: workspace and airlock may be of different versions.
person-unknown = { $user } is not known any more. Ask your administrator.
request-empty = The request holds no output file. Add one first: d2h.outputs.table(…), figure(…), regression(…).
group-unexplained = Tell the output checkers where the numbers of the group “{ $group }” come from and what makes them safe: d2h.outputs.explain(group="{ $group }", context="Table 2: deaths by ward, all stays of 2025", controls="Groups under 10 persons merged").
group-unknown = No file of the request is in a group named “{ $group }”.
exception-impossible = What the check “{ $rule }” blocks here nobody may let pass. Correct the file and add it again.
exception-needless = Only what is blocked needs an exception.
exception-nothing = Nothing in { $file } is blocked, or it was not checked yet: d2h.outputs.check().
finding-gone = The file was checked again meanwhile. Run d2h.outputs.check(), then ask again.
reason-needed = Say why this may leave all the same.
request-invalid = The airlock did not understand the request ({ $where }). A title has at most 200 characters, a context 10,000.
request-state = This cannot be done ({ $action }) while the request is { $state }. d2h.outputs.status() says what comes next; d2h.outputs.draft(…) starts a new one.
review-not-independent = Nobody judges a request of their own project. Two output checkers from outside it do.
store-altered = A stored file is not what was added. Add it again, and tell your administrator at once.
supports-missing = { $file } is a supporting file: say which output it stands behind, with supports="…".
supports-unknown = There is no output file { $file } in this request to stand behind. Add the output first, then its supporting file.
table-unreadable = The table cannot be read: line { $line } has not as many cells as the heading.
too-many-files = A request holds at most { $limit } files. Remove some with d2h.outputs.remove("…"), or make two requests.
upload-too-slow = The upload took too long. Run the cell again; if it lasts, tell your administrator.
words-missing = A title, a context and a group need words. Write them.
words-too-long = A text is longer than { $limit } characters. Shorten it.
words-unfit = A text holds signs that cannot be kept (control characters). Write it again without them.

## Findings of the airlock's checks, told to the author

-nothing = Nothing has to be done.
finding-acro-checksum = This file is not the one whose checksum ACRO kept: it was changed afterwards, or has none.
    .do = Finalise the session again.
finding-acro-exception = An exception was asked for in ACRO ({ $uid }).
    .do = An output checker has to decide on it.
finding-acro-internal = ACRO keeps this file for itself and for the checkers. It stays inside.
    .do = { -nothing }
finding-acro-internal-leaves = ACRO keeps this for itself and for the checkers: it never leaves.
    .do = Add the package with supports=, or its results one by one.
finding-acro-federated = ACRO made this table for an aggregator and ran no check on it (federated mode): it may hold the largest value of every cell, and stays inside.
    .do = Ask to release what the aggregator answers.
finding-acro-results-altered = The records of this package (results.json) are not those whose checksum ACRO kept: a status may have been changed afterwards.
    .do = Finalise the session again.
finding-acro-file-missing = A record of this package speaks of { $name }, which is not in it.
    .do = Finalise the session again, with all its files.
finding-acro-checksum-alone = ACRO kept a checksum of { $name }, which is not in the package and in no record.
    .do = An output checker has to see why it was taken out.
finding-acro-record-empty = The record { $uid } has no file: there is nothing to judge.
    .do = { -nothing }
finding-acro-recorded-twice = Several records speak of this file and do not agree ({ $uids }).
    .do = Finalise the session again, with one record for each file.
finding-acro-cells-differ = ACRO and the checks do not find the same cells too small ({ $uid }): { $missed } that ACRO does not list, { $beyond } that it lists and the checks do not.
    .do = The checks hold; an output checker has to see why.
finding-acro-status-agrees = ACRO says { $status } of { $uid }, and the checks do not contradict it.
    .do = { -nothing }
finding-acro-status-lenient = ACRO says { $status } of { $uid }, but the checks block this file.
    .do = The checks hold: correct what they say.
finding-acro-status-severe = ACRO says { $status } of { $uid }, and the checks find no reason to block.
    .do = An output checker has to see why.
finding-acro-status-stands = ACRO, which had the records, says { $status } of { $uid }, and nothing here proves otherwise.
    .do = Suppress what it marked, or add the numbers of persons.
finding-acro-unrecorded = This file lies in a package of ACRO, but no record speaks of it.
    .do = Add it with custom_output, or take it out.
finding-archive-bomb = Unpacked, this file would be far larger than it looks, and it is not unpacked.
    .do = Add its files one by one.
finding-archive-deep = Archives stand in archives more than { $limit } deep.
    .do = Add the files themselves.
finding-archive-encrypted = This file is encrypted: nobody could check what leaves.
    .do = Save it without a password.
finding-archive-extra-bytes = There are bytes before or behind the archive that belong to none of its files.
    .do = Pack again.
finding-archive-many = More than { $limit } files are packed here.
    .do = Add only those that have to leave.
finding-archive-member-twice = Two packed files have the same name: one would be read and the other would leave.
    .do = Pack again.
finding-archive-opened = The archive was unpacked and each of its { $members } files checked.
    .do = An output checker has to see them one by one: better add the files themselves.
finding-archive-path = A packed file would be written outside its folder, or is a link or a device.
    .do = Pack plain files only.
finding-archive-unreadable = This file is broken, or packed in a way that cannot be read.
    .do = Make it again.
finding-check-failed = The check “{ $check }” could not read this file ({ $fault }), so it cannot pass.
    .do = Export it again in a plain form (CSV, PNG); if it stays so, tell your administrator.
finding-answers-signed = The gateways of { $sites } signed these very numbers.
    .do = { -nothing }
finding-answers-not-proved = The gateways did not sign exactly these numbers under the permits in force.
    .do = Save the table as d2h.aggregate gave it, without changing or sorting it.
finding-columnar-extra-bytes = { $bytes } bytes of this file belong to none of its columns.
    .do = Write it again.
finding-columnar-unused-values = { $values } values are kept in this column for no row: they leave unseen.
    .do = Write it again from the table.
finding-columnar-unreadable = This Parquet or Arrow file cannot be read ({ $fault }): it is broken or encrypted.
    .do = Write it again, or export CSV.
finding-concentration-unknown = A measure of concentration is safe with at least { $threshold } contributors none of whom dominates.
    .do = Give their number and, in a supporting file, the two largest.
finding-values-all-same = The { $persons } persons behind this number all have the same value, so it tells the value of each.
    .do = Suppress it, or merge groups.
finding-correlation-perfect = A perfect correlation lets one variable be worked out from the other, for everybody.
    .do = Leave it out.
finding-counts-above-threshold = Every cell counts at least { $threshold } persons.
    .do = { -nothing }
finding-counts-below-threshold = Only { $persons } { $persons ->
    [one] person stands
   *[other] persons stand
} behind this cell; at least { $threshold } are needed.
    .do = Blank it with d2h.outputs.suppress(table), or group it with another, then add the table again under the same name.
finding-counts-below-threshold-more = { $cells } more cells have fewer than { $threshold } persons.
    .do = Blank all of them with d2h.outputs.suppress(table).
finding-counts-evidence-contradicted = In { $cells } cells persons= says more persons than the cell counts.
    .do = Correct persons=, or kind= if the cells are no counts.
finding-counts-evidence-shape = persons= does not fit this table, so it was not used.
    .do = Give one number per data cell.
finding-counts-label-small = Column said to be labels holds numbers below { $threshold }.
    .do = If they count persons, say so with persons=; otherwise the checkers will ask.
finding-counts-persons-unknown = Nobody said how many persons stand behind { $cells } cells.
    .do = Add the table again with persons= (or persons="cells" when the cells count persons); it helps the checkers.
finding-counts-nested-perhaps = In every line one of « { $one } » and « { $other } » is at least the other, once by { $persons }. If it is a part of the other, so few persons are left over; at least { $threshold } are needed.
    .do = Say how they are tied. If one is a part of the other, merge groups or leave one out.
finding-value-only-one = The group has one value only: everybody in it has the same.
    .do = Publish it only if that is no secret of theirs, and say why.
finding-counts-unrounded = { $cells } counts are not rounded as these rules ask: to { $base }, or to the middle of steps of { $midpoint } (1 means no rounding).
    .do = Round all of them the same way, totals last.
finding-counts-zero = { $cells } cells are zero: they say that nobody there has this property.
    .do = Say in the context why this is harmless, or group them.
finding-document-changes = Deleted or moved text is kept as a tracked change ({ $part }).
    .do = Accept all changes and save.
finding-document-hidden-metadata = Something that no reader sees is stored with this file ({ $key }).
    .do = Export it without.
finding-document-hidden-part = The document holds a part that its pages do not show ({ $part }), such as comments or an embedded workbook.
    .do = Delete it.
finding-document-hidden-text = There is text here that a reader does not see ({ $part }).
    .do = Show it, or delete it.
finding-document-metadata = The properties of the file say something ({ $key }).
    .do = An output checker has to read it; better leave it empty.
finding-document-picture = The document holds a picture ({ $part }) without its numbers.
    .do = Add the figure as PNG with its table beside it.
finding-document-reaching = The document fetches something from outside when it is opened ({ $part }).
    .do = Remove the link.
finding-dominance = Few contributors make most of this total, so it tells their values closely.
    .do = Suppress it, or merge groups.
finding-dominance-largest-shown = The largest contribution is one person's value.
    .do = Move it into a supporting file, which stays inside.
finding-figure-fetches = The figure fetches its data from an address when it is opened.
    .do = Save it with the table it shows.
finding-figure-hidden-values = The figure carries values that it does not draw ({ $key }).
    .do = Leave them out.
finding-figure-points = { $points } points are drawn: each may be one person.
    .do = Show groups, or a heat map of counts.
finding-figure-raw-values = This { $type } figure keeps { $values } values from before it was summed up: they are records.
    .do = Draw it from counts or quantiles, or save it as PNG with its table.
finding-figure-unreadable = The data of this figure cannot be read.
    .do = Save it as PNG with its table beside it.
finding-figure-vertices = A line with { $points } vertices keeps each value exactly.
    .do = An output checker has to see that none is a person's; better thin it out.
finding-figure-whiskers = Whiskers and outliers of a box plot are values of single persons.
    .do = Draw it from quantiles, whiskers at the 5th and 95th, without outliers.
finding-file-encoding = The text is written in { $encoding }, not in UTF-8. An output checker may see other signs than its reader.
    .do = Save it as UTF-8.
finding-file-type-known = The file is what its name says ({ $extension }).
    .do = { -nothing }
finding-file-type-mismatch = The file's content is { $found }, its name says { $extension }.
    .do = Export it again under the right ending.
finding-file-type-not-allowed = These rules let out only { $allowed }, and this file is { $found }.
    .do = Export it as one of them.
finding-file-type-unsupported = Files of this kind ({ $found }, “{ $extension }”) cannot be read by the checks, so they never leave.
    .do = Export CSV for tables, PNG with data for figures, .ipynb or .py for code.
finding-measure-extreme = A minimum or a maximum ({ $given } { $of }) is the value of one person.
    .do = Leave it out; d2h.outputs.percentiles() gives the 5th and the 95th percentile instead.
finding-measure-unknown = Nobody can read what these cells show ({ $given } { $of }).
    .do = Use an aggregation by its name ("mean", "sum"…), or explain yours in the context: a checker looks at it.
finding-file-unreadable = { $file } is no plain file that can be opened (a link, a device, or one you may not read).
    .do = Copy it to a plain file.
finding-group-all-but-few = All of the { $base } persons but { $persons } are counted here; at least { $threshold } have to be left.
    .do = Merge groups, or leave out the total.
finding-group-whole = In { $cells } groups everybody is counted: the number tells something of each of them.
    .do = Publish it only if that is no secret of theirs, and say why.
finding-histogram-edges = The edges of these classes come from the data: the outer ones are the exact minimum and maximum.
    .do = Choose round edges, and leave the first and last class open.
finding-identifier-birth-date = A full date of birth stands here.
    .do = Remove it, or keep the year only.
finding-identifier-email = An e-mail address stands here.
    .do = Remove it.
finding-identifier-hospital-number = A hospital's patient number stands here.
    .do = Remove it.
finding-identifier-more = { $places } more places hold identifiers.
    .do = Remove the column or text they are in.
finding-identifier-name = A person's name stands here, as the site's list has it.
    .do = Remove it.
finding-identifier-nir = A social security number (NIR) stands here, its key is right.
    .do = Remove it.
finding-identifier-phone = A telephone number stands here.
    .do = Remove it.
finding-identifier-site = A number stands here that looks like one of this site's patients or stays.
    .do = Remove it.
finding-markup-active = This carries hidden or active content (<{ $tag }>).
    .do = Remove it, or show a plain table.
finding-markup-script = A script of { $characters } characters stands here, in which anything could be hidden.
    .do = Save the figure as PNG with its table, or with its library from the web (plotly: include_plotlyjs="cdn").
finding-model-categories-unknown = Nobody said how many persons stand behind each coefficient.
    .do = Give data= (the frame the model was fitted on); every category needs { $threshold }.
finding-model-category-too-few = Only { $persons } persons stand behind this coefficient; { $threshold } are needed.
    .do = Join the category with another, or leave it out.
finding-model-support-persons-too-few = Only { $value } persons are in “{ $category }”; { $threshold } are needed, in categories of reference and outcomes too.
    .do = Join the category with another, or leave the variable out.
finding-model-support-events-too-few = Only { $value } events are in “{ $category }”; { $threshold } are needed.
    .do = Join the category with another, or use a longer period.
finding-model-others-too-few = All persons of the model but { $value } have the event; { $threshold } without it are needed.
    .do = Use a narrower outcome or more persons.
finding-model-table-of-means = All coefficients are those of categories: they are differences of the means of groups, as in a table.
    .do = Publish the means with their counts, at least { $threshold } persons each; d2h.outputs.regression(data=…) counts them.
finding-model-code = Opening this file would run or load { $class }, which no known model needs. It is never opened.
    .do = Export the model with skops, or its coefficients as CSV.
finding-model-degrees-of-freedom-too-few = The model has { $value } degrees of freedom; { $threshold } are needed.
    .do = Use fewer covariates, or more persons.
finding-model-degrees-of-freedom-unknown = The model's degrees of freedom are not known; { $threshold } are needed.
    .do = Give degrees_of_freedom=.
finding-model-events-too-few = The model counts { $value } events; { $threshold } are needed.
    .do = Use a longer period or a broader outcome.
finding-model-events-unknown = The number of events is not known; { $threshold } are needed.
    .do = Give events=.
finding-model-keeps-data = This model keeps data it was fitted on ({ $class }).
    .do = Publish its coefficients or figures as a table.
finding-model-large = The model holds more numbers ({ $bytes }) than coefficients need: they may be data.
    .do = Export its coefficients as CSV.
finding-model-leaves-large = Every leaf of this model holds at least { $leaf } persons (the smallest { $persons }).
    .do = { -nothing }
finding-model-leaves-small = { $leaves } leaves of this model hold fewer than { $leaf } persons, the smallest { $persons }.
    .do = Fit it again with min_samples_leaf={ $leaf }.
finding-model-leaves-unknown = This model does not say how many persons are in its leaves; at least { $leaf } are needed in each.
    .do = Export it with skops.
finding-model-not-coefficients = No column of this table looks like a coefficient.
    .do = If it is a table of numbers of persons, add it with d2h.outputs.table().
finding-model-persons-too-few = The model was fitted on { $value } persons; { $threshold } are needed.
    .do = Use more persons, or fewer groups.
finding-model-persons-unknown = The number of persons is not known; { $threshold } are needed.
    .do = Give persons=.
finding-model-pickle-unknown = This pickle holds no model the airlock knows, or more than models, and a pickle can hold anything.
    .do = Export the model with skops, or its coefficients as CSV.
finding-model-saturated = The model fits perfectly: its coefficients are values of single persons.
    .do = Use fewer variables, or more persons.
finding-model-supported = Enough persons, events ({ $events }) and degrees of freedom ({ $degrees }) stand behind the model.
    .do = { -nothing }
finding-model-to-look-at = No rule proves a model harmless: members of its data can be guessed from its answers.
    .do = An output checker has to judge it, best with the report of an attack.
finding-model-tree-pickle = The leaves of a tree in a pickle cannot be counted without running it.
    .do = Export it with skops; every leaf needs at least { $leaf } persons.
finding-model-unreadable = This model file cannot be read.
    .do = Export it again with skops, or its coefficients as CSV.
finding-notebook-active-html = An output holds active HTML ({ $tag }).
    .do = Add the notebook with d2h.outputs.notebook(), which leaves outputs out.
finding-notebook-attachment = A cell has an attachment.
    .do = Remove it, or add the notebook with d2h.outputs.notebook().
finding-notebook-hidden-metadata = The notebook carries hidden data ({ $key }).
    .do = Add it with d2h.outputs.notebook(), which leaves them out.
finding-notebook-metadata-identifier = The notebook's hidden data hold an identifier.
    .do = Add it with d2h.outputs.notebook(), which leaves them out.
finding-notebook-output-unreadable = An output of type { $type } cannot be read by the checks.
    .do = Add the notebook with d2h.outputs.notebook(), which leaves outputs out.
finding-notebook-picture = A picture in an output has no numbers behind it.
    .do = Add it with d2h.outputs.figure(), and the notebook with d2h.outputs.notebook().
finding-notebook-to-read = A checker reads the notebook ({ $outputs } outputs).
    .do = { -nothing }
finding-notebook-unreadable = This is not a readable notebook.
    .do = Save it in JupyterLab, then add it again with d2h.outputs.notebook().
finding-pdf-active = The PDF holds more than pages ({ $part }): scripts, attached files, forms or notes.
    .do = Print it to a new PDF.
finding-pdf-long = The PDF has { $pages } pages or too many parts to be read with care.
    .do = Split it.
finding-pdf-unreadable = This PDF cannot be read to its end ({ $fault }).
    .do = Export it again.
finding-pdf-versions = The PDF keeps { $versions } versions of itself, the earlier ones unseen.
    .do = Print it to a new PDF.
finding-picture-data-missing = A figure leaves only with the numbers it shows.
    .do = Add it with d2h.outputs.figure(fig, name, data=…).
finding-picture-digits-unread = The digits of this picture could not be read by program: a checker reads them.
    .do = { -nothing }
finding-picture-digits-small = Read in this picture beside its axes: { $numbers }, below { $threshold }. They may count too few persons.
    .do = If they count persons, draw the figure without them; otherwise say in the context what they are.
finding-picture-digits-others = Read in this picture, but not in the table behind it: { $numbers }.
    .do = Put them in the figure's data=, or say in the context whence they come; a checker compares.
finding-picture-digits-held = The { $count } numbers read in this picture beside its axes stand in the table behind it.
    .do = { -nothing }
finding-picture-extra-bytes = { $bytes } bytes are hidden in the picture.
    .do = Draw it again and add it with d2h.outputs.figure().
finding-picture-metadata = The picture carries hidden data ({ $chunk }).
    .do = Add it with d2h.outputs.file(), which leaves it out, or draw it with d2h.outputs.figure().
finding-picture-to-look-at = A checker looks at the picture.
    .do = { -nothing }
finding-picture-unreadable = This is not a readable PNG.
    .do = Draw it again and add it with d2h.outputs.figure().
finding-quantile-few = This quantile rests on { $persons } persons; { $needed } are needed so that enough stand on either side of it.
    .do = Publish the median, or larger groups.
finding-quantile-rows = Some persons have several rows here: those of fewer than { $threshold } may be all that lies beyond this quantile.
    .do = Take one value per person first, such as each person's mean.
finding-quantile-unknown = Nobody told on how many persons this quantile rests: at least { $threshold } have to stand on either side of it.
    .do = Add a column n.
finding-ratio-small-cell = With its margins this ratio gives the 2×2 table back, and its smallest cell is { $persons }; at least { $threshold } are needed.
    .do = Leave out the margins.
finding-ratio-with-margins = A ratio beside counts may give its 2×2 table back.
    .do = An output checker has to see that all four cells are large enough.
finding-reading-crashed = Reading this file failed ({ $status }), so it cannot pass.
    .do = Export it again in a plain form.
finding-reading-silent = No check said anything of this file: a checker looks at it.
    .do = { -nothing }
finding-reading-too-long = Reading this file took longer than { $seconds } seconds, so it cannot pass.
    .do = Make it smaller.
finding-reading-too-many = Too much was found in this file to list.
    .do = Look at what it holds: it may be data of persons.
finding-records-attributes = { $columns } columns hold what is measured on one person, and none sums up: the { $rows } rows look like records.
    .do = Publish counts or means.
finding-records-model = Each of the { $rows } rows has its own value here, as fitted values, residuals and scores do: they are one person's.
    .do = Publish coefficients and a summary.
finding-records-repeated = The { $rows } rows repeat their labels and differ in their numbers, as records of persons do.
    .do = Publish counts or means.
finding-records-synthetic = These { $rows } rows are said to be synthetic. Synthetic data are no output: they may repeat real persons.
    .do = Publish results instead.
finding-records-text = { $rows } rows hold free text here, as notes about persons do.
    .do = Leave the column out.
finding-records-values = { $values } values of one variable stand here one after the other, and none sums up: they are single persons' values.
    .do = Publish quantiles or counts.
finding-roc-steps = A step of this curve is { $persons } persons; at least { $threshold } are needed.
    .do = Thin the curve out and round it to two decimals.
finding-roc-thresholds = The thresholds of a ROC curve are exact scores of persons.
    .do = Leave the column out.
finding-roc-unknown = Each step of a ROC curve needs at least { $threshold } persons with and without the outcome.
    .do = An output checker has to see that it is so.
finding-rows-identifier-column = This column identifies persons or stays.
    .do = Remove it; only summaries leave.
finding-rows-one-per-person = The table has one row per person ({ $rows } rows). Only summaries leave.
    .do = Count or average first.
finding-rows-too-many = The table has { $rows } rows, more than { $limit }. Only summaries leave.
    .do = Count or average first.
finding-rows-unique-key = This column looks like a key, different in each of { $rows } rows.
    .do = Remove it; only summaries leave.
finding-share-small = This share of { $base } persons is { $persons } of them, or all but as many; at least { $threshold } are needed.
    .do = Suppress it, or merge groups.
finding-linked-exact = Other tables give this hidden number back: { $arithmetic }.
    .do = Hide another cell of { $tables }, or publish one of them only.
finding-linked-narrow = All tables together ({ $tables }) leave this hidden number only the values from { $low } to { $high }.
    .do = Hide further cells, or combine groups.
finding-linked-difference = The difference between two tables isolates { $high ->
    [one] { $high } person
   *[other] { $high } persons
} (it takes at least { $threshold }): { $arithmetic }.
    .do = Publish one of the two only, or combine groups.
finding-linked-share = A percentage and its base, each in a table of its own, give { $high ->
    [one] { $high } person
   *[other] { $high } persons
}, or all but as many (it takes at least { $threshold }): { $arithmetic }.
    .do = Hide the percentage, or combine groups.
finding-linked-ask-same = Are these tables about the same persons ({ $tables })? If so, together they give { $arithmetic }, which is fewer than { $threshold } persons.
    .do = Say so with population= in d2h.outputs.table (one name for the same persons), or change one of them; an output checker must have an answer before anything leaves.
finding-linked-ask-part = Are the persons of one of these tables a part of the other's ({ $tables })? If so, their difference isolates fewer than { $threshold } persons: { $arithmetic }.
    .do = Say so with population= and part_of= in d2h.outputs.table; an output checker must have an answer before anything leaves.
finding-linked-claimed-apart = The author says that these tables are about other persons ({ $tables }). If that is wrong, together they give away what must stay hidden: { $arithmetic }.
    .do = An output checker must make sure that nobody is in both.
finding-linked-ratio = A ratio and the margins of its 2×2 table, in tables of their own, give { $high ->
    [one] { $high } person
   *[other] { $high } persons
} at most (it takes at least { $threshold }): { $arithmetic }.
    .do = Print the ratio with fewer decimals, or keep back one of the margins.
finding-linked-sum-exact = Other sums or means give this hidden number back: { $arithmetic }.
    .do = Hide another cell of { $tables }, or publish one of them only.
finding-linked-sum-narrow = All tables together ({ $tables }) leave this hidden sum only from { $low } to { $high }: that is close to what one person may have added to it.
    .do = Hide further cells, or combine groups.
finding-linked-sum-difference = Two tables give the sum of { $persons ->
    [one] { $persons } person
   *[other] { $persons } persons
} (it takes at least { $threshold }): { $arithmetic }.
    .do = Publish one of the two only, or combine groups.
finding-linked-sum-dominated = Two tables give a sum that one person nearly makes alone: { $arithmetic }.
    .do = Publish one of the two only, or combine groups.
finding-linked-ask-sum = Are these tables about the same persons, or one about a part of the other's ({ $tables })? If so, together they give a sum of few persons or one that was hidden: { $arithmetic }.
    .do = Say so with population= and part_of= in d2h.outputs.table; an output checker must have an answer before anything leaves.
finding-linked-contradiction = No numbers fit all that { $tables } print: a total is none, a number is wrong, or two groups of one name differ.
    .do = Correct it, or name each population (population=); an output checker must compare these tables.
finding-linked-too-large = This file holds more numbers than the audit of all tables together reads.
    .do = An output checker must compare it with the others; a smaller table is better.
finding-linked-incomplete = These tables are too many or too large for the audit of all of them together to come to its end.
    .do = An output checker must compare them; splitting the request is better.
finding-linked-release-unread = Release { $release } can no longer be read: what it gives away with this request is unknown.
    .do = An output checker must compare them from what left.
finding-linked-more = Other tables give { $cells } further numbers back in the same way.
    .do = Hide further cells, or publish fewer tables.
finding-share-whole = { $cells } shares are 0 or 100 %: they tell something of everybody in the group.
    .do = Publish them only if that is no secret of theirs, and say why.
finding-source-literals = { $values } values are written into the code (more than { $limit }).
    .do = If they come from data, read them from a file of results instead; otherwise say in the context what they are.
finding-source-raw-cell = A raw cell is not code and not prose.
    .do = Make it one of the two.
finding-spread-few = This number has { $value } degrees of freedom; at least { $threshold } are needed.
    .do = Use larger groups.
finding-spread-zero = A spread of zero says that everybody has the same value, and the mean says which.
    .do = Suppress the line.
finding-density-ends = The curve covers { $share } % of the persons: its ends follow from the smallest and the largest person's value.
    .do = Draw it from the 5th to the 95th percentile: d2h.outputs.density does.
finding-density-bump = One bump of this curve holds { $persons } persons; at least { $threshold } are needed.
    .do = Smooth it more: a larger bandwidth merges bumps.
finding-density-unknown = Nobody told how many persons this curve is drawn from; at least { $threshold } are needed, and in every bump of it.
    .do = Give person_total=, or make it with d2h.outputs.density.
finding-smoothed-unknown = A trend drawn through points follows single persons where they are few.
    .do = An output checker has to see that at least { $threshold } persons lie around each point, its ends too.
finding-calibration-unknown = Nobody told how many persons are in each bin; at least { $threshold } with and { $threshold } without the outcome are needed.
    .do = Make it with d2h.outputs.calibration_curve, or add a column n.
finding-concentration-dominated = This index is so high that one or two contributors must make nearly all of the total.
    .do = Leave it out, or widen the group.
finding-lorenz-unknown = Nobody told how many persons lie between two points of this curve; at least { $threshold } are needed.
    .do = Make it with d2h.outputs.lorenz, or give person_total=.
finding-lorenz-steps = Between two points of this curve lie { $persons } persons; at least { $threshold } are needed.
    .do = Show fewer points: d2h.outputs.lorenz does.
finding-cluster-medoid = A medoid, exemplar or prototype is the record of one person.
    .do = Publish the means and the sizes of the clusters.
finding-cluster-unknown = Nobody told how many persons are in each cluster; the centre of one person's cluster is that person.
    .do = Add a column n: at least { $threshold } persons in each.
finding-test-small-cell = With the counts beside it, this test leaves { $tables ->
    [one] one table
   *[other] only { $tables } tables
} of two by two, with a cell of { $persons }; at least { $threshold } are needed.
    .do = Leave out the counts or the test, or round the counts.
finding-statistic-extreme = A minimum, maximum or range is one person's value, however large the group.
    .do = Publish the 5th and 95th percentiles, or ask for an exception where the bound is known to all.
finding-statistic-mode = The most frequent value is safe when at least { $threshold } persons have it, and not all.
    .do = Say in the context how many persons have it.
finding-store-altered = The file kept by the airlock is no longer what was added.
    .do = Add it again, and tell your administrator at once.
finding-suppression-given-back = This blank can be worked out: { $arithmetic }.
    .do = Use d2h.outputs.suppress(table), which blanks a second cell, or leave the total out.
finding-suppression-holds = The { $cells } blanks cannot be worked out from this table.
    .do = { -nothing }
finding-suppression-remainder-small = The { $cells } blanks of this line hold { $persons } persons together, fewer than { $threshold }.
    .do = Blank one cell more, or leave the total out.
finding-suppression-too-many = { $cells } cells are blank, too many to check their totals.
    .do = Publish a smaller or coarser table.
finding-survival-at-risk-too-few = Only { $persons } persons are at risk here; { $threshold } are needed.
    .do = Add the curve with d2h.outputs.survival(), which cuts it off before.
finding-survival-columns = A survival table needs a column time and a column at_risk, with a number in each row.
    .do = Add the curve with d2h.outputs.survival().
finding-survival-leaving-too-few = Only { $persons } persons leave between this time and the one before; { $threshold } are needed.
    .do = Add the curve with d2h.outputs.survival(), which merges such steps.
finding-survival-supported = At least { $threshold } persons leave between published times, and are at risk at each.
    .do = { -nothing }
finding-table-formula = A spreadsheet program would run this cell as a formula when the table is opened.
    .do = Put an apostrophe before it, or leave it out.
finding-table-too-wide = The table has { $columns } columns; at most { $limit } can be read with care.
    .do = Publish a summary.
finding-table-unreadable = Line { $line } has not as many cells as the first.
    .do = Write a plain table: one line of headings, and as many cells in every line.
finding-test-with-margins = A test beside several counts may give the whole 2×2 table back.
    .do = An output checker has to see that its cells are large enough; publish the table, or the test alone.
finding-text-to-read = A checker reads this text.
    .do = { -nothing }
finding-version-history = A version history (.git) keeps every earlier state of its files, data among them.
    .do = Leave it out.
finding-weights-alone = Weighted numbers do not say how many persons stand behind them; at least { $threshold } are needed.
    .do = Add the unweighted count.
finding-workbook-chart = The workbook has charts.
    .do = An output checker has to look at them beside the sheets.
finding-workbook-chart-data = A chart keeps values that stand in no sheet (it keeps { $cells }).
    .do = Paste it as a PNG picture with its table.
finding-workbook-comment = A comment hangs on this cell.
    .do = Delete it, or write it into the sheet.
finding-workbook-defined-name = The name { $name } stands for values that no sheet shows.
    .do = Delete it in the name manager.
finding-workbook-formula = { $cells } cells hold formulas; what was checked are their last results.
    .do = Paste them as values.
finding-workbook-formula-reaching = This formula reaches outside the workbook, or starts something, when it is opened.
    .do = Paste its value.
finding-workbook-hidden-lines = Rows, columns or cells of this sheet are hidden ({ $rows } rows, { $columns } columns), and leave all the same.
    .do = Show them, or delete them.
finding-workbook-hidden-part = The workbook holds a part that no sheet shows ({ $part }): pivot caches, outside links, macros, pictures and the like keep data unseen.
    .do = Copy the values to a new workbook, or export CSV.
finding-workbook-printer-settings = The workbook keeps { $bytes } bytes of a printer's settings, which no sheet shows and nobody can read.
    .do = Save it without them: in the notebook, openpyxl.load_workbook(name).save(name) leaves them out; then add the file again.
finding-workbook-hidden-sheet = This sheet is hidden, and leaves all the same.
    .do = Show it, or delete it.
finding-workbook-unseen-strings = { $cells } texts are stored in the workbook and shown in no cell: they were deleted or hidden.
    .do = Copy the values to a new workbook.
finding-xml-entities = This file defines abbreviations of its own that could swell or fetch other files.
    .do = Export it again with the usual program.
finding-xml-unreadable = The XML of this file is broken.
    .do = Export it again.

## Letters

text-not-a-letter = A letter is a text (str). For a table, call highlight for each of its texts.
text-too-long = The letter has more than { $most } characters. Highlight its parts.
text-problem = problem
text-drug = drug
text-allergy = allergy
text-result = result
text-follow_up = to watch
text-date = date
text-negated = negated
text-suspected = suspected
text-family = of the family
text-past = past
text-started = started
text-stopped = stopped
text-increased = increased
text-decreased = decreased
text-continued = continued
text-high = above the limits
text-low = below the limits
text-abnormal = abnormal
text-time-line = Time line
text-page-cut = Shown are the first { $shown } characters of the letter; its marks (`marks`) are those of all of it.
text-helps = Helps to read, misses things, decides nothing. Limits are those printed in the letter, else usual ones of adults.

## Cohorts

cohort-all = all
cohort-step = Step
cohort-persons = Persons who stay
cohort-hidden = Dashes: shown, the number or its difference with another would tell something about fewer than { $minimum } persons.
cohort-step-persons = In the data
cohort-step-index = Index event: { $what }
cohort-step-age = Age at the index { $low } to { $high }
cohort-step-sex = Sex: { $what }
cohort-step-with = With { $what }, { $window }
cohort-step-without = Without { $what }, { $window }
cohort-step-washout = No { $what } in the { $days } days before
cohort-step-observed = Observed for { $days } days before
cohort-step-follow-up = In follow-up at the index
cohort-window-days = days { $first } to { $last }
cohort-window-before = any time up to day { $last }
cohort-window-after = from day { $first } on
cohort-window-ever = at any time
cohort-domain-unknown = d2h.concepts takes a table with concepts: { $known }. Given: “{ $given }”.
cohort-concepts-wrong = A concept set holds whole numbers, the concept ids of OMOP: d2h.concepts("condition_occurrence", 316139).
cohort-concept-unknown = No site knows the concepts { $concepts }. Look them up with d2h.datasets().search("…").
cohort-descendants-missing = Descendants need the table concept_ancestor, which your permit at { $site } lacks. List the concepts one by one, without descendants=True.
cohort-table-missing = This reads { $table }, which your permit at { $site } lacks. Ask your project's lead to have it added, or leave out what needs it.
cohort-column-missing = This reads { $table }.{ $column }, which your permit at { $site } lacks. Ask your project's lead to have it added, or leave out what needs it.
cohort-index-absent = No person has the index event ({ $what }) at the sites asked. Check the concepts and the dates.
cohort-date-wrong = “{ $given }” is not a day. Write it as 2025-01-31.
cohort-number-wrong = { $name } is a whole number from 0 on, not “{ $given }”.
cohort-window-wrong = A window is two whole numbers of days from the index day, or None for open: days=(-365, -1). Given: { $given }
cohort-range-wrong = The first bound, { $first }, comes after the last, { $last }.
cohort-follow-up-open = A follow-up ends: give days= or until=.
cohort-follow-up-twice = This cohort has a follow-up already.
cohort-rows-aggregates = Your permit at { $site } says aggregates only: no row of a cohort leaves it. Take flow(), or d2h.federated.
cohort-step-needs-rows = Your permit at { $site } says aggregates only, which counts persons of one table at a time: “{ $step }” cannot be counted. Take the index event and its dates alone, or ask that site for records.

## Features of the first hours

features-variable = Variable
features-unit = Unit
features-no-unit = without unit
features-missing = Share of stays without any value
features-stays = { $count } stays.
features-ended = { $count } stays ended before their window did and are left out.
features-values-left-out = Some values are in another unit than the others and were left out:
features-unit-left-out = { $variable } at { $site }: { $values } values ({ $unit }) left out; unit used: { $used }. Ask that hospital to map it, or say unit=.
features-none = Name at least one variable: d2h.features.first_hours([d2h.concepts("measurement", 3027018, name="pulse")]).
features-no-concepts = A variable is a concept set: d2h.concepts("measurement", 3027018, name="pulse"). Given: { $given }.
features-unknown = “{ $given }” is no feature of { $table }. There are: { $known }.
features-unit-wrong = unit= takes the concept id of a unit, 8749 for micromole per litre say, or 0 for values without one. Given: “{ $given }”.
features-known-wrong = known= takes the column that tells when a value became known, or the hours that this takes (2.0 say). Given: “{ $given }”.
features-hours-wrong = hours= takes the hours from the start to the end of the window, 48 say; of one variable also (first, last), (-24, 0) say. Given: { $given }
features-since-wrong = since= is "admission", or "index" together with cohort=. Given: “{ $given }”.
features-name-twice = Two variables are called “{ $name }”. Give each concept set a name of its own: d2h.concepts(…, name="…").
features-after-window = “{ $name }” asks for what comes up to hour { $last }, after the window that ends at hour { $hours }: a predictor would know what it is to predict. Shorten its hours, or lengthen the window.
features-outcome = “{ $name }” is the outcome of this cohort: it cannot be a predictor of itself. Leave it out, or ask for what came before the start, with hours=(-8760, 0).
features-coded-at-discharge = “{ $name }” is a diagnosis: those of a stay are coded when it ends, whatever their date, so nobody knew them in the window. Ask for those before the stay with hours=(-8760, 0), or name the column that tells when they were recorded with known=.
features-aggregates = Your permit at { $site } says aggregates only: features are one row per stay, and no row leaves it. Take d2h.aggregate or d2h.federated, or ask that site for records.

## Images

images-mask-length = The mask has { $given } rows, the table of images { $rows }. Make it of this very table: images[images.table["modality"] == "CT"].
images-nothing-to-show = There is nothing to show. Give an image, images of one size, or an array of numbers: rows × columns, or slices × rows × columns.
images-shapes-differ = These images differ in size, so they cannot be slices of one view. Show one series: images.series().
images-mask-shape = The mask “{ $name }” has the shape { $given }, the images { $wanted }. A mask needs a value for every pixel.
image-viewer = Image viewer: { $slices } slices, { $masks } masks. A notebook shows it.
image-needs-script = This notebook has not been trusted yet: run the cell again to see the images.
image-slice = Slice
image-level = Level
image-width = Window
image-preset = As told
image-whole = Whole range
image-lung = Lung
image-bone = Bone
image-soft = Soft tissue
image-brain = Brain
image-invert = Invert
image-masks = Masks
image-opacity = Opacity
image-thinned = Every { $step } pixels one is shown, so that the notebook stays small; show fewer slices to see them all.

## Quality of the data

quality-title = Quality of the data, per site and variable
quality-column-site = Site
quality-column-variable = Variable
quality-column-complete = Complete
quality-column-lowest = Least complete
quality-column-units = Other units, at most
quality-column-implausible = Implausible, at most
quality-column-untold = Periods without a number
quality-column-changes = Units that came or went
quality-new = new
quality-gone = last seen
quality-complete = Share of persons with a value
quality-marks = × a unit came or went   ▼ the codes of the table shifted, or one came or went   grey: no number
quality-code = { $site }: code { $code }, { $change } { $at }.
quality-shift = { $site }: the codes of { $table } shifted in { $at } (stability index { $psi }).
quality-hidden = Complete: of the persons with any row of the table in the period, the share with a value. Dashes and gaps: fewer than { $minimum } persons; under aggregates also none, or all but a few.
quality-period-wrong = period= is "month" or "year". Given: “{ $given }”.
quality-variables-wrong = The report takes concept sets, each with a name of its own: d2h.quality.report([d2h.concepts("measurement", 3027018, name="pulse")]).
quality-descendants = Your permit at { $site } says aggregates only, which counts no descendants: list the concepts of “{ $name }” one by one.
quality-plausible-wrong = plausible= takes names of measurements of this report, with two limits: { "{" }"{ $name }": (20, 300){ "}" }.

## Batch jobs

jobs-title = Jobs
jobs-none = No jobs: hand one in with d2h.jobs.submit("analysis.ipynb").
job-column-job = Job
job-column-notebook = Notebook
job-column-parameters = Parameters
job-column-state = State
job-column-cells = Cells
job-column-results = Results
job-state-queued = waiting
job-state-running = running
job-state-finished = finished
job-state-failed = failed
job-state-cancelled = stopped
job-state-lost = lost
job-reason-error = a cell of the notebook failed; .logs() and .notebook tell which
job-reason-time = it ran longer than it may
job-reason-memory = it needed more memory than it may have
job-reason-broken = its container ended by itself
job-reason-lost = the machine lost its container; .retry() runs it again
job-reason-away = its machine did not answer; .retry() runs it again
job-reason-node-drained = its machine is about to be stopped for maintenance
job-reason-files-elsewhere = its project works on another machine than the one that runs jobs: run the notebook in the workspace
job-reason-asked = as asked
job-reason-dependency = a job that it waited for did not finish
jobs-away = The door of the jobs does not answer. Try again in a minute; in a workspace opened before jobs were offered, stop it and start it again.
job-notebook-elsewhere = { $path } is not below { $work }: only notebooks of your work folder or of the project's can be handed in.
job-memory-unreadable = “{ $given }” is no amount of memory: write "4 GB" or "512 MB".
job-memory-over = A job of this project has at most { $most } MB of memory.
job-cpus-over = A job of this project has at most { $most } processors.
job-time-over = A job runs at most { $most } seconds.
job-gpu-over = A job of this project has at most { $most } GPUs, as its workspaces have.
job-gpu-unavailable = There are not as many GPUs of one kind here: ask for fewer, or leave gpu= out.
job-door-away = The job cannot reach the hub now to read: try the call again in a moment.
job-queue-full = At most { $most } jobs of a project wait at the same time. Wait until some have ended.
algorithm-unknown = The project { $project } has no algorithm { $name }. It has: { $known }
algorithm-changed = This notebook is not the one that was approved as { $name }: its digest is { $found }, that of the approved one { $approved }. Hand in the approved one, or have this one approved.
algorithm-parameters = The algorithm { $name } takes no parameters: what runs is what was approved.
job-after-unknown = There is no job { $job } in this project to wait for.
job-unknown = You have no job { $job } in this project.
job-over = Job { $job } has ended already.
job-not-over = Job { $job } has not ended: cancel it before you run it again.
job-notebook-too-large = The notebook without its outputs is larger than { $most } KB.
job-notebook-unreadable = The notebook cannot be read: save it and hand it in again.
job-order-malformed = The job cannot be understood ({ $where }): names of parameters are those of variables, and values can be written as JSON.
job-sweep-too-large = These values make more than { $most } combinations.
copies-title = Copies of notebooks
copies-none = No notebook was copied within the last 30 days. Open workspaces are looked at every few minutes.
copies-full = There is no room for more copies until the oldest go, 30 days after they were made. Delete notebooks that a program writes over and over.
copy-column-notebook = Notebook
copy-column-kept = Copied
copy-column-size = Size
copy-column-there = At its place
copy-deleted = nothing any more
copy-there = a notebook
copy-none = No copy of { $path } is kept: d2h.notebooks.copies() shows those that there are.
copy-unknown = This copy is not kept any more: d2h.notebooks.copies() shows those that there are.
copy-not-restored = The copy could not be laid among your files ({ $reason }). If they are full, delete something first.
