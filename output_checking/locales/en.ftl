# The airlock's words. Every message of one language stands in the other (a test compares them).

## Findings of the automatic checks: what is seen, then what to do

-nothing = Nothing has to be done.
file-type-known = The file is what its name says ({ $extension }).
    .do = { -nothing }
file-type-unsupported = The airlock cannot read this content ({ $found }, named .{ $extension }), and lets out only what it can read.
    .do = Export tables as CSV, figures as PNG with their data, text as .md or .txt, code as .ipynb, .py, .r or .sql.
file-type-mismatch = The content is { $found }, but the name ends in .{ $extension }.
    .do = Give the file the ending of what it is.
reading-crashed = The program that reads this file stopped (status { $status }): the file is broken, or too large to read.
    .do = Export it again, smaller.
reading-too-long = Reading this file took longer than { $seconds } seconds.
    .do = Export it again, smaller or simpler.
reading-silent = No check says anything of this file.
    .do = An output checker has to read it whole.
reading-too-many = More than 500 findings: this file cannot be judged as it is.
    .do = Correct the first ones, or publish less.
check-failed = The check { $check } could not judge this file ({ $fault }), so it stays.
    .do = Export it in the simplest form; if it happens again, tell the output checkers.
table-unreadable = Line { $line } has not as many cells as the first line.
    .do = Write a plain table: one line of column names, and as many cells in every line.
counts-above-threshold = All { $cells } numbers shown stand for at least { $threshold } persons each, as the author tells.
    .do = { -nothing }
counts-below-threshold = This number stands for { $persons ->
    [one] 1 person
   *[other] { $persons } persons
}; at least { $threshold } are needed.
    .do = Suppress it with d2h.outputs.suppress, or merge it with another group.
counts-below-threshold-more = { $cells } further numbers stand for fewer than { $threshold } persons.
    .do = Suppress or merge them too.
measure-extreme = This is a minimum or a maximum ({ $given } { $of }): the value of one person.
    .do = It is published only as an exception, with its reason.
measure-unknown = Nobody can read what these cells show ({ $given } { $of }): a function of the author's own.
    .do = Look at the code that makes them.
counts-zero = { $cells } of the numbers shown are zero. A zero says something of everybody in its group.
    .do = Publish it only if that is no secret of theirs, and say why.
counts-label-small = This column is said to hold labels, but numbers below { $threshold } stand in it.
    .do = An output checker has to see that they are no counts of persons.
counts-persons-unknown = { $cells ->
    [0] No number was found in this table, so no rule has judged one.
   *[other] For { $cells } of the numbers shown nobody told how many distinct persons they stand for.
}
    .do = Give them with persons= when adding the table; otherwise an output checker has to find out.
counts-evidence-shape = The numbers of persons given do not fit the table.
    .do = Add the table again with one number per cell.
counts-evidence-contradicted = For { $cells } of the numbers shown more persons are claimed than the cell itself counts; the smaller number was used.
    .do = Correct persons=.
suppression-holds = The { $cells } suppressed cells do not follow from the totals of this table.
    .do = { -nothing }
suppression-given-back = This suppressed cell can be worked out from the table: { $arithmetic }.
    .do = Suppress a second cell in its row and its column, or leave out the total.
suppression-remainder-small = { $cells } suppressed cells of one line add up to { $persons }, fewer than { $threshold }.
    .do = Suppress one more cell there, or merge groups.
suppression-too-many = { $cells } cells are suppressed, too many to prove that the totals give none back.
    .do = Merge groups until fewer are.
rows-too-many = The table has { $rows } rows; at most { $limit } can be read with care.
    .do = Publish a summary.
rows-identifier-column = This column identifies persons or their stays. Lines about single persons never leave.
    .do = Publish counts or means.
rows-unique-key = Each of the { $rows } rows has its own key in this column, as if each were one person.
    .do = Leave the column out, or publish counts.
rows-one-per-person = The table has as many rows as persons ({ $rows }): each may be one person.
    .do = Publish counts or means.
identifier-nir = A French social security number stands here (its key is right).
    .do = Remove it, and ask yourself how it came here.
identifier-email = An e-mail address stands here.
    .do = Remove it.
identifier-phone = A telephone number stands here.
    .do = Remove it.
identifier-hospital-number = A hospital number of a patient or a stay stands here.
    .do = Remove it.
identifier-birth-date = A full date of birth stands here.
    .do = Remove it, or keep the year only.
identifier-more = { $places } further identifiers were found.
    .do = Remove them all.
text-to-read = No rule proves free text harmless.
    .do = An output checker has to read it whole.
picture-unreadable = This is no whole PNG picture, or it is too large.
    .do = Save the figure again as PNG.
picture-extra-bytes = { $bytes } bytes that are no picture are hidden in this file.
    .do = Save the figure again.
picture-metadata = The picture carries more than itself (part { $chunk }).
    .do = Save it again without metadata; d2h.outputs.file and d2h.outputs.figure do.
picture-data-missing = A figure leaves only with the numbers it shows.
    .do = Add them as supporting table: d2h.outputs.figure does, or supports= with the picture's name.
picture-to-look-at = No rule proves a picture harmless.
    .do = An output checker has to look at it and compare it with its data.
picture-digits-unread = The digits of this picture could not be read by program.
    .do = An output checker has to read every number in it.
picture-digits-small = Read in this picture beside its axes: { $numbers }, below { $threshold }. They may count too few persons.
    .do = An output checker has to see what they count; draw the figure without them if they count persons.
picture-digits-others = Read in this picture, but not in the table behind it: { $numbers }.
    .do = An output checker has to see whether they were misread, follow from the table (shares, dates), or come from elsewhere.
picture-digits-held = The { $count } numbers read in this picture beside its axes stand in the table behind it.
    .do = { -nothing }
notebook-unreadable = This is no notebook that can be read.
    .do = Save it again in JupyterLab.
notebook-to-read = { $outputs ->
    [0] The notebook has no outputs.
    [one] The notebook has 1 output.
   *[other] The notebook has { $outputs } outputs.
}
    .do = An output checker has to read every output, the code and the text.
notebook-attachment = A file is attached to this cell.
    .do = Remove it, and add it to the request as a file of its own.
notebook-hidden-metadata = Something that no reader sees is stored with this notebook ({ $key }).
    .do = Remove it: d2h.outputs.notebook does.
notebook-metadata-identifier = An identifier stands in what is stored with this notebook, unseen.
    .do = Remove it: d2h.outputs.notebook does.
notebook-picture = This output is a picture without its numbers.
    .do = Clear it, and add the figure with d2h.outputs.figure.
notebook-output-unreadable = The airlock cannot read this output ({ $type }); interactive outputs often hold every row.
    .do = Clear it.
notebook-active-html = This output carries hidden or active content (<{ $tag }>).
    .do = Clear it, or show a plain table.
source-literals = { $values } values are typed into the code here (more than { $limit }).
    .do = An output checker has to see that they are no data of persons.
source-raw-cell = A raw cell is neither code nor text.
    .do = An output checker has to read it.
model-supported = The model has { $degrees } degrees of freedom and { $events } events, as the author tells, and enough persons in every category.
    .do = { -nothing }
model-degrees-of-freedom-unknown = Nobody told the model's degrees of freedom; at least { $threshold } are needed.
    .do = Give degrees_of_freedom=.
model-degrees-of-freedom-too-few = The model has { $value } degrees of freedom; at least { $threshold } are needed, or its coefficients describe single persons.
    .do = Use fewer variables or more persons.
model-events-unknown = Nobody told the number of events; at least { $threshold } are needed.
    .do = Give events=.
model-events-too-few = The model rests on { $value } events; at least { $threshold } are needed.
    .do = Use a longer period or a broader outcome.
model-persons-unknown = Nobody told the number of persons in the model; at least { $threshold } are needed.
    .do = Give persons=.
model-persons-too-few = The model rests on { $value } persons; at least { $threshold } are needed.
    .do = Use more persons, or fewer groups.
model-categories-unknown = Nobody told how many persons are in each category of the model; at least { $threshold } are needed.
    .do = An output checker has to ask for the counts of the categories.
model-category-too-few = This category holds { $persons ->
    [one] 1 person
   *[other] { $persons } persons
}; at least { $threshold } are needed, or the coefficient is theirs.
    .do = Merge the category.
model-support-persons-too-few = The category or outcome “{ $category }” holds { $value ->
    [one] 1 person
   *[other] { $value } persons
}; at least { $threshold } are needed, those of reference included.
    .do = Merge the category, or leave the variable out.
model-support-events-too-few = The category “{ $category }” has { $value ->
    [one] 1 event
   *[other] { $value } events
}; at least { $threshold } are needed, or the coefficient tells theirs.
    .do = Merge the category, or use a longer period.
model-others-too-few = All persons of the model but { $value } have the event; at least { $threshold } without it are needed.
    .do = Use a narrower outcome or more persons.
model-table-of-means = All coefficients are those of categories: they are differences of the means of groups, as in a table.
    .do = Publish the means with their counts, at least { $threshold } persons each; d2h.outputs.regression(data=…) counts them.
model-not-coefficients = This does not look like a table of coefficients.
    .do = An output checker has to see what it is.
survival-supported = At the { $times } published times at least { $threshold } persons are at risk, and as many leave between two of them.
    .do = { -nothing }
survival-columns = A survival table needs the columns time and at_risk, with a number in every row.
    .do = d2h.outputs.survival writes them.
survival-at-risk-too-few = { $persons } persons are at risk here; at least { $threshold } are needed.
    .do = End the curve earlier.
survival-leaving-too-few = Between this time and the one before { $persons } persons leave; at least { $threshold } are needed.
    .do = Merge steps: d2h.outputs.survival does.
file-encoding = The text is written in { $encoding }, not in UTF-8. An output checker may see other signs than its reader.
    .do = Save it as UTF-8.
table-too-wide = The table has { $columns } columns; at most { $limit } can be read with care.
    .do = Publish a summary.
path-unknown = There is no file or folder { $path }. Check the name.
nothing-to-check = There is no file there to check. Name files, or a folder that has some.
file-unreadable = { $file } is no plain file that can be opened (a link, a device, or one you may not read).
    .do = Copy it to a plain file.
archive-unreadable = This file is broken, or packed in a way that cannot be read.
    .do = Make it again.
archive-encrypted = This file is encrypted: nobody could check what leaves.
    .do = Save it without a password.
archive-bomb = Unpacked, this file would be far larger than it looks, and it is not unpacked.
    .do = Add its files one by one.
archive-many = More than { $limit } files are packed here.
    .do = Add only those that have to leave.
archive-path = A packed file would be written outside its folder, or is a link or a device.
    .do = Pack plain files only.
archive-member-twice = Two packed files have the same name: one would be read and the other would leave.
    .do = Pack again.
archive-extra-bytes = There are bytes before or behind the archive that belong to none of its files.
    .do = Pack again.
archive-deep = Archives stand in archives more than { $limit } deep.
    .do = Add the files themselves.
archive-opened = The archive was unpacked and each of its { $members } files checked.
    .do = An output checker has to see them one by one: better add the files themselves.
version-history = A version history (.git) keeps every earlier state of its files, data among them.
    .do = Leave it out.
xml-entities = This file defines abbreviations of its own that could swell or fetch other files.
    .do = Export it again with the usual program.
xml-unreadable = The XML of this file is broken.
    .do = Export it again.
workbook-hidden-part = The workbook holds a part that no sheet shows ({ $part }): pivot caches, outside links, macros, pictures and the like keep data unseen.
    .do = Copy the values to a new workbook, or export CSV.
workbook-printer-settings = The workbook keeps { $bytes } bytes of a printer's settings, which no sheet shows and nobody can read.
    .do = Save it without them: in the notebook, openpyxl.load_workbook(name).save(name) leaves them out; then add the file again.
workbook-unseen-strings = { $cells } texts are stored in the workbook and shown in no cell: they were deleted or hidden.
    .do = Copy the values to a new workbook.
workbook-chart-data = A chart keeps values that stand in no sheet (it keeps { $cells }).
    .do = Paste it as a PNG picture with its table.
workbook-chart = The workbook has charts.
    .do = An output checker has to look at them beside the sheets.
workbook-hidden-sheet = This sheet is hidden, and leaves all the same.
    .do = Show it, or delete it.
workbook-hidden-lines = Rows, columns or cells of this sheet are hidden ({ $rows } rows, { $columns } columns), and leave all the same.
    .do = Show them, or delete them.
workbook-comment = A comment hangs on this cell.
    .do = Delete it, or write it into the sheet.
workbook-formula = { $cells } cells hold formulas; what was checked are their last results.
    .do = Paste them as values.
workbook-formula-reaching = This formula reaches outside the workbook, or starts something, when it is opened.
    .do = Paste its value.
workbook-defined-name = The name { $name } stands for values that no sheet shows.
    .do = Delete it in the name manager.
document-metadata = The properties of the file say something ({ $key }).
    .do = An output checker has to read it; better leave it empty.
document-hidden-metadata = Something that no reader sees is stored with this file ({ $key }).
    .do = Export it without.
document-hidden-part = The document holds a part that its pages do not show ({ $part }), such as comments or an embedded workbook.
    .do = Delete it.
document-hidden-text = There is text here that a reader does not see ({ $part }).
    .do = Show it, or delete it.
document-changes = Deleted or moved text is kept as a tracked change ({ $part }).
    .do = Accept all changes and save.
document-picture = The document holds a picture ({ $part }) without its numbers.
    .do = Add the figure as PNG with its table beside it.
document-reaching = The document fetches something from outside when it is opened ({ $part }).
    .do = Remove the link.
columnar-unreadable = This Parquet or Arrow file cannot be read ({ $fault }): it is broken or encrypted.
    .do = Write it again, or export CSV.
columnar-extra-bytes = { $bytes } bytes of this file belong to none of its columns.
    .do = Write it again.
columnar-unused-values = { $values } values are kept in this column for no row: they leave unseen.
    .do = Write it again from the table.
pdf-unreadable = This PDF cannot be read to its end ({ $fault }).
    .do = Export it again.
pdf-active = The PDF holds more than pages ({ $part }): scripts, attached files, forms or notes.
    .do = Print it to a new PDF.
pdf-versions = The PDF keeps { $versions } versions of itself, the earlier ones unseen.
    .do = Print it to a new PDF.
pdf-long = The PDF has { $pages } pages or too many parts to be read with care.
    .do = Split it.
figure-unreadable = The data of this figure cannot be read.
    .do = Save it as PNG with its table beside it.
figure-raw-values = This { $type } figure keeps { $values } values from before it was summed up: they are records.
    .do = Draw it from counts or quantiles, or save it as PNG with its table.
figure-points = { $points } points are drawn: each may be one person.
    .do = Show groups, or a heat map of counts.
figure-vertices = A line with { $points } vertices keeps each value exactly.
    .do = An output checker has to see that none is a person's; better thin it out.
figure-hidden-values = The figure carries values that it does not draw ({ $key }).
    .do = Leave them out.
figure-fetches = The figure fetches its data from an address when it is opened.
    .do = Save it with the table it shows.
markup-active = This carries hidden or active content (<{ $tag }>).
    .do = Remove it, or show a plain table.
markup-script = A script of { $characters } characters stands here, in which anything could be hidden.
    .do = Save the figure as PNG with its table, or with its library from the web (plotly: include_plotlyjs="cdn").
model-keeps-data = This model keeps data it was fitted on ({ $class }).
    .do = Publish its coefficients or figures as a table.
model-code = Opening this file would run or load { $class }, which no known model needs. It is never opened.
    .do = Export the model with skops, or its coefficients as CSV.
model-pickle-unknown = This pickle holds no model the airlock knows, or more than models, and a pickle can hold anything.
    .do = Export the model with skops, or its coefficients as CSV.
model-tree-pickle = The leaves of a tree in a pickle cannot be counted without running it.
    .do = Export it with skops; every leaf needs at least { $leaf } persons.
model-leaves-unknown = This model does not say how many persons are in its leaves; at least { $leaf } are needed in each.
    .do = Export it with skops.
model-leaves-small = { $leaves } leaves of this model hold fewer than { $leaf } persons, the smallest { $persons }.
    .do = Fit it again with min_samples_leaf={ $leaf }.
model-leaves-large = Every leaf of this model holds at least { $leaf } persons (the smallest { $persons }).
    .do = { -nothing }
model-large = The model holds more numbers ({ $bytes }) than coefficients need: they may be data.
    .do = Export its coefficients as CSV.
model-unreadable = This model file cannot be read.
    .do = Export it again with skops, or its coefficients as CSV.
model-to-look-at = No rule proves a model harmless: members of its data can be guessed from its answers.
    .do = An output checker has to judge it, best with the report of an attack.
statistic-extreme = A minimum, maximum or range is one person's value, however large the group.
    .do = Publish the 5th and 95th percentiles, or ask for an exception where the bound is known to all.
quantile-few = This quantile rests on { $persons } persons; { $needed } are needed so that enough stand on either side of it.
    .do = Publish the median, or larger groups.
quantile-rows = Some persons have several rows here: those of fewer than { $threshold } may be all that lies beyond this quantile.
    .do = Take one value per person first, such as each person's mean.
quantile-unknown = Nobody told on how many persons this quantile rests: at least { $threshold } have to stand on either side of it.
    .do = Add a column n.
statistic-mode = The most frequent value is safe when at least { $threshold } persons have it, and not all.
    .do = Say in the context how many persons have it.
figure-whiskers = Whiskers and outliers of a box plot are values of single persons.
    .do = Draw it from quantiles, whiskers at the 5th and 95th, without outliers.
spread-few = This number has { $value } degrees of freedom; at least { $threshold } are needed.
    .do = Use larger groups.
spread-zero = A spread of zero says that everybody has the same value, and the mean says which.
    .do = Suppress the line.
density-ends = The curve covers { $share } % of the persons: its ends follow from the smallest and the largest person's value.
    .do = Draw it from the 5th to the 95th percentile: d2h.outputs.density does.
density-bump = One bump of this curve holds { $persons } persons; at least { $threshold } are needed.
    .do = Smooth it more: a larger bandwidth merges bumps.
density-unknown = Nobody told how many persons this curve is drawn from; at least { $threshold } are needed, and in every bump of it.
    .do = Give person_total=, or make it with d2h.outputs.density.
smoothed-unknown = A trend drawn through points follows single persons where they are few.
    .do = An output checker has to see that at least { $threshold } persons lie around each point, its ends too.
calibration-unknown = Nobody told how many persons are in each bin; at least { $threshold } with and { $threshold } without the outcome are needed.
    .do = Make it with d2h.outputs.calibration_curve, or add a column n.
concentration-dominated = This index is so high that one or two contributors must make nearly all of the total.
    .do = Leave it out, or widen the group.
lorenz-unknown = Nobody told how many persons lie between two points of this curve; at least { $threshold } are needed.
    .do = Make it with d2h.outputs.lorenz, or give person_total=.
lorenz-steps = Between two points of this curve lie { $persons } persons; at least { $threshold } are needed.
    .do = Show fewer points: d2h.outputs.lorenz does.
cluster-medoid = A medoid, exemplar or prototype is the record of one person.
    .do = Publish the means and the sizes of the clusters.
cluster-unknown = Nobody told how many persons are in each cluster; the centre of one person's cluster is that person.
    .do = Add a column n: at least { $threshold } persons in each.
test-small-cell = With the counts beside it, this test leaves { $tables ->
    [one] one table
   *[other] only { $tables } tables
} of two by two, with a cell of { $persons }; at least { $threshold } are needed.
    .do = Leave out the counts or the test, or round the counts.
values-all-same = The { $persons } persons behind this number all have the same value, so it tells the value of each.
    .do = Suppress it, or merge groups.
correlation-perfect = A perfect correlation lets one variable be worked out from the other, for everybody.
    .do = Leave it out.
test-with-margins = A test beside several counts may give the whole 2×2 table back.
    .do = An output checker has to see that its cells are large enough; publish the table, or the test alone.
dominance = Few contributors make most of this total, so it tells their values closely.
    .do = Suppress it, or merge groups.
dominance-largest-shown = The largest contribution is one person's value.
    .do = Move it into a supporting file, which stays inside.
concentration-unknown = A measure of concentration is safe with at least { $threshold } contributors none of whom dominates.
    .do = Give their number and, in a supporting file, the two largest.
share-small = This share of { $base } persons is { $persons } of them, or all but as many; at least { $threshold } are needed.
    .do = Suppress it, or merge groups.
share-whole = { $cells } shares are 0 or 100 %: they tell something of everybody in the group.
    .do = Publish them only if that is no secret of theirs, and say why.
group-all-but-few = All of the { $base } persons but { $persons } are counted here; at least { $threshold } have to be left.
    .do = Merge groups, or leave out the total.
group-whole = In { $cells } groups everybody is counted: the number tells something of each of them.
    .do = Publish it only if that is no secret of theirs, and say why.
running-total-steps = This running total grows by { $persons ->
    [one] { $persons } person
   *[other] { $persons } persons
} to this line; at least { $threshold } have to be added from one line to the next.
    .do = Print it at fewer points in time.
running-total-perhaps = This number only grows, by { $persons ->
    [one] { $persons } person
   *[other] { $persons } persons
} to this line. If it is a running total, those stand alone; at least { $threshold } are needed.
    .do = If it is one, print it at fewer points in time; else say what each line counts.
counts-nested-perhaps = In every line one of « { $one } » and « { $other } » is at least the other, once by { $persons }. If it is a part of the other, so few persons are left over; at least { $threshold } are needed.
    .do = Say how they are tied. If one is a part of the other, merge groups or leave one out.
value-only-one = The group has one value only: everybody in it has the same.
    .do = Publish it only if that is no secret of theirs, and say why.
ratio-small-cell = With its margins this ratio gives the 2×2 table back, and its smallest cell is { $persons }; at least { $threshold } are needed.
    .do = Leave out the margins.
ratio-with-margins = A ratio beside counts may give its 2×2 table back.
    .do = An output checker has to see that all four cells are large enough.
weights-alone = Weighted numbers do not say how many persons stand behind them; at least { $threshold } are needed.
    .do = Add the unweighted count.
counts-unrounded = { $cells } counts are not rounded as these rules ask: to { $base }, or to the middle of steps of { $midpoint } (1 means no rounding).
    .do = Round all of them the same way, totals last.
roc-thresholds = The thresholds of a ROC curve are exact scores of persons.
    .do = Leave the column out.
roc-steps = A step of this curve is { $persons } persons; at least { $threshold } are needed.
    .do = Thin the curve out and round it to two decimals.
roc-unknown = Each step of a ROC curve needs at least { $threshold } persons with and without the outcome.
    .do = An output checker has to see that it is so.
histogram-edges = The edges of these classes come from the data: the outer ones are the exact minimum and maximum.
    .do = Choose round edges, and leave the first and last class open.
records-model = Each of the { $rows } rows has its own value here, as fitted values, residuals and scores do: they are one person's.
    .do = Publish coefficients and a summary.
records-text = { $rows } rows hold free text here, as notes about persons do.
    .do = Leave the column out.
records-attributes = { $columns } columns hold what is measured on one person, and none sums up: the { $rows } rows look like records.
    .do = Publish counts or means.
records-repeated = The { $rows } rows repeat their labels and differ in their numbers, as records of persons do.
    .do = Publish counts or means.
model-saturated = The model fits perfectly: its coefficients are values of single persons.
    .do = Use fewer variables, or more persons.
table-formula = A spreadsheet program would run this cell as a formula when the table is opened.
    .do = Put an apostrophe before it, or leave it out.
file-type-not-allowed = These rules let out only { $allowed }, and this file is { $found }.
    .do = Export it as one of them.
acro-internal = ACRO keeps this file for itself and for the checkers. It stays inside.
    .do = { -nothing }
acro-internal-leaves = ACRO keeps this for itself and for the checkers: it never leaves.
    .do = Add the package as a supporting file, or the results one by one.
acro-federated = ACRO made this table for an aggregator and ran no check on it (federated mode): it may hold the largest value of every cell, and stays inside.
    .do = Ask to release what the aggregator answers.
acro-unrecorded = This file lies in a package of ACRO, but no record speaks of it.
    .do = Add it with custom_output, or take it out.
acro-checksum = This file is not the one whose checksum ACRO kept: it was changed afterwards, or has none.
    .do = Finalise the session again.
acro-status-lenient = ACRO says { $status } of { $uid }, but the checks block this file.
    .do = The checks hold: correct what they say.
acro-status-severe = ACRO says { $status } of { $uid }, and the checks find no reason to block.
    .do = An output checker has to see why.
acro-results-altered = The records of this package (results.json) are not those whose checksum ACRO kept: a status may have been changed afterwards.
    .do = Finalise the session again.
acro-file-missing = A record of this package speaks of { $name }, which is not in it.
    .do = Finalise the session again, with all its files.
acro-checksum-alone = ACRO kept a checksum of { $name }, which is not in the package and in no record.
    .do = An output checker has to see why it was taken out.
acro-record-empty = The record { $uid } has no file: there is nothing to judge.
    .do = { -nothing }
acro-recorded-twice = Several records speak of this file and do not agree ({ $uids }).
    .do = Finalise the session again, with one record for each file.
acro-cells-differ = ACRO and the checks do not find the same cells too small ({ $uid }): { $missed } that ACRO does not list, { $beyond } that it lists and the checks do not.
    .do = The checks hold; an output checker has to see why.
acro-status-agrees = ACRO says { $status } of { $uid }, and the checks do not contradict it.
    .do = { -nothing }
acro-exception = An exception was asked for in ACRO ({ $uid }).
    .do = An output checker has to decide on it.
acro-version = This package was written by ACRO { $version }; versions 0.4 and 1 can be read.
    .do = Export its files and add them one by one.
acro-unreadable = The records of this ACRO package (results.json) cannot be read.
    .do = Finalise the session again.
acro-status-stands = ACRO, which had the records, says { $status } of { $uid }, and nothing here proves otherwise.
    .do = Suppress what it marked, or add the numbers of persons.
identifier-site = A number stands here that looks like one of this site's patients or stays.
    .do = Remove it.
identifier-name = A person's name stands here, as the site's list has it.
    .do = Remove it.
records-synthetic = These { $rows } rows are said to be synthetic. Synthetic data are no output: they may repeat real persons.
    .do = Publish results instead.
records-values = { $values } values of one variable stand here one after the other, and none sums up: they are single persons' values.
    .do = Publish quantiles or counts.

## Linked tables: those of the request and those that left before, taken together

linked-exact = Other tables give this hidden number back: { $arithmetic }.
    .do = Hide another cell of { $tables }, or publish one of them only.
linked-narrow = All tables together ({ $tables }) leave this hidden number only the values from { $low } to { $high }.
    .do = Hide further cells, or combine groups.
linked-difference = The difference between two tables isolates { $high ->
    [one] { $high } person
   *[other] { $high } persons
} (it takes at least { $threshold }): { $arithmetic }.
    .do = Publish one of the two only, or combine groups.
linked-share = A percentage and its base, each in a table of its own, give { $high ->
    [one] { $high } person
   *[other] { $high } persons
}, or all but as many (it takes at least { $threshold }): { $arithmetic }.
    .do = Hide the percentage, or combine groups.
linked-quotient = A sum and the mean of the same variable give { $high ->
    [one] { $high } person
   *[other] { $high } persons
} (it takes at least { $threshold }): { $arithmetic }.
    .do = Hide the sum or the mean of this group, or combine groups.
linked-ask-same = Are these tables about the same persons ({ $tables })? If so, together they give { $arithmetic }, which is fewer than { $threshold } persons.
    .do = Say so with population= in d2h.outputs.table (one name for the same persons), or change one of them; an output checker must have an answer before anything leaves.
linked-ask-part = Are the persons of one of these tables a part of the other's ({ $tables })? If so, their difference isolates fewer than { $threshold } persons: { $arithmetic }.
    .do = Say so with population= and part_of= in d2h.outputs.table; an output checker must have an answer before anything leaves.
linked-claimed-apart = The author says that these tables are about other persons ({ $tables }). If that is wrong, together they give away what must stay hidden: { $arithmetic }.
    .do = An output checker must make sure that nobody is in both.
linked-ratio = A ratio and the margins of its 2×2 table, in tables of their own, give { $high ->
    [one] { $high } person
   *[other] { $high } persons
} at most (it takes at least { $threshold }): { $arithmetic }.
    .do = Print the ratio with fewer decimals, or keep back one of the margins.
linked-sum-exact = Other sums or means give this hidden number back: { $arithmetic }.
    .do = Hide another cell of { $tables }, or publish one of them only.
linked-sum-narrow = All tables together ({ $tables }) leave this hidden sum only from { $low } to { $high }: that is close to what one person may have added to it.
    .do = Hide further cells, or combine groups.
linked-sum-difference = Two tables give the sum of { $persons ->
    [one] { $persons } person
   *[other] { $persons } persons
} (it takes at least { $threshold }): { $arithmetic }.
    .do = Publish one of the two only, or combine groups.
linked-sum-dominated = Two tables give a sum that one person nearly makes alone: { $arithmetic }.
    .do = Publish one of the two only, or combine groups.
linked-ask-sum = Are these tables about the same persons, or one about a part of the other's ({ $tables })? If so, together they give a sum of few persons or one that was hidden: { $arithmetic }.
    .do = Say so with population= and part_of= in d2h.outputs.table; an output checker must have an answer before anything leaves.
linked-contradiction = No numbers fit all that { $tables } print: a total is none, a number is wrong, or two groups of one name differ.
    .do = Correct it, or name each population (population=); an output checker must compare these tables.
linked-too-large = This file holds more numbers than the audit of all tables together reads.
    .do = An output checker must compare it with the others; a smaller table is better.
linked-incomplete = These tables are too many or too large for the audit of all of them together to come to its end.
    .do = An output checker must compare them; splitting the request is better.
linked-release-unread = Release { $release } can no longer be read: what it gives away with this request is unknown.
    .do = An output checker must compare them from what left.
linked-more = Other tables give { $cells } further numbers back in the same way.
    .do = Hide further cells, or publish fewer tables.

## Refusals

access-missing = This address needs an access token. From a workspace, use d2h.outputs.
answers-not-proved = The author says that gateways signed these numbers, but the file is not exactly what they answered under the permits in force.
    .do = Judge it like any other.
answers-signed = These are the numbers that the gateways of { $sites } answered and signed, unchanged.
    .do = { -nothing }
access-expired = Your access has ended. Ask for a new token; if it is refused, your project may be suspended or over.
access-invalid = Your access was not recognised. Restart the workspace.
access-other-door = The access token was made for another workspace. Ask for one where you use it.
clocks-apart = The clocks of the hub and the airlock differ by more than { $seconds } seconds, so nothing is answered. Tell your administrator: both machines need a time service.
action-not-permitted = { $action ->
    [edit] Only its author may change a request.
    [check] Only its author may have a request checked.
    [submit] Only its author may submit a request.
    [withdraw] Only its author may withdraw a request.
    [vote] Only output checkers give their opinion on a request.
    [revoke] Only output checkers and administrators may revoke a release.
   *[other] You may not do this ({ $action }).
}
training-lacking = Your training is missing or its certificate has ended ({ $kinds }): you judge nothing before your administrators recorded a valid one.
review-not-independent = You wrote this request or belong to its project: others have to judge it.
airlock-busy = Too many changes of this request at once; nothing was changed by yours. Try again.
airlock-fault = The airlock failed; nothing was changed. Try again in a minute; if it lasts, tell your administrator.
airlock-ready = The airlock's key, store and database are ready.
body-too-large = More was sent than the { $limit } bytes allowed. Send a smaller file.
upload-too-slow = The upload took too long and was given up. Try again.
comment-missing = Say in a comment why { $file } may leave: the checks ask for a look at it.
comment-missing-group = Say in a comment that the author may read what has to change in the group { $group }.
comment-needed = { $choice ->
    [return] Say in a comment what has to change.
    [reject] Say in a comment why this may not leave.
   *[other] This opinion needs a comment.
}
comment-unknown-file = There is no file { $file } in this request to comment on.
csrf-missing = This form is no longer valid. Load the page again and send it once more.
database-not-migrated = The database is not ready. Run: python -m output_checking.migrate
database-url-invalid = The address of the database cannot be read. Check the setting DATABASE_URL.
database-unreachable = The database does not answer. Start it, then try again.
evidence-invalid = The numbers given with the file cannot be read (at { $where }). Use d2h.outputs, or see the API's description.
file-empty = { $file } is empty.
    .do = Add a file that holds something.
file-name = A file name has letters, digits, spaces and . - _ ( ), an ending, and at most 100 characters; it is no path. Rename the file.
file-name-taken = The name looks the same as { $file }, which is in the request already. Rename one of them.
file-too-large = The file is larger than the { $limit } bytes allowed.
    .do = Publish less, or split it.
file-unknown = There is no file { $file } in this request.
files-changed = A file was changed while the checks ran. Run the checks again.
findings-missing = No check spoke of { $file }; the request cannot go on. Tell your administrator.
hub-unreachable = The hub does not answer, so nobody can be recognised. Try again in a minute.
import-comment-needed = Say why: to refuse a file, or to let in one with something to examine.
import-malware-found = ClamAV found { $malware } in it: it does not come in.
    .do = Do not bring it in: tell whoever sent it, and your administrator.
import-malware-none = { $by } found no malware.
    .do = { -nothing }
import-malware-not-sought = No malware scanner is installed here (ClamAV): nobody looked for malware.
    .do = Let it in only from a source you trust.
import-name-taken = The project has a file named { $file } already. Ask for it under another name, with its version for example.
import-not-model = This is not what a file ending in { $ending } holds.
    .do = Export the model again; pickles and archives never come in.
import-not-text = This is no plain UTF-8 text.
    .do = Save it as UTF-8.
import-secret-address = An address with a password stands here.
    .do = Take it out, and change the password.
import-secret-none = No password, key or token was recognised.
    .do = { -nothing }
import-secret-password = A password stands here.
    .do = Take it out, and change it.
import-secret-private-key = A private key stands here.
    .do = Take it out, and make a new one.
import-secret-token = An access token stands here.
    .do = Take it out, and revoke it.
import-state = This import was decided already, or is blocked ({ $state }).
import-text-turned = Hidden signs that turn the direction of text stand in it: it reads otherwise than it runs.
    .do = Take them out.
import-too-large = Files of this kind come in up to { $limit } bytes.
    .do = Ask the sites for data that a project needs; bring in code, lists and models only.
import-type-known = A file of a kind that may come in ({ $ending }).
    .do = { -nothing }
import-type-unknown = Files of this kind do not come in. These do: { $allowed }.
    .do = Bring it in as one of them; data of patients are asked of the sites.
import-unknown = There is no import { $request }, or you have nothing to do with it.
metrics-address-wrong = { $address } is no address to tell figures at. Write it as HOST:PORT, such as 127.0.0.1:8023, or leave it empty.
key-unreadable = { $path } holds no Ed25519 key that can be read. Check the path.
link-invalid = This link is unknown, was used, or is older than { $minutes } minutes. Make a new one on the request's page.
login-failed = The login was not completed. Go back to the airlock's first page and log in again.
login-refused = Your account has no access to the airlock. Ask your administrator.
not-a-member = You are not a member of the project { $project }. Ask its lead.
package-deleted = The files of this request were deleted, as its project says for requests that are over. The record and the audit stay.
notice-closing = This message was written by the airlock. It never says what a request holds: open its page to read it.
notice-audit = Site { $site }: { $kind ->
    [site-audit-never-sent] it has never sent the hub its audit.
    [site-audit-silent] it no longer sends the hub its audit.
   *[site-audit-parted] its audit and the hub's copy of it are no longer the same.
} What is known: ./d2h status
notice-end = Project { $project }: { $what ->
    [project] it
    [committee] the opinion of its committee
    [basis] its regulatory basis
    [register] its entry in the register of the data protection officer
    [review] the confirmation of who may work in it
   *[archive] its time in the archive
} ends within { $days } days. Where it stands: d2h project life { $project }
notice-job = Batch job { $job } { $state ->
    [FINISHED] has finished.
    [FAILED] failed.
    [CANCELLED] was stopped.
   *[LOST] was lost.
} In a workspace of its project, d2h.jobs.list() tells more.
notice-line = Request { $request }: { $kind ->
    [BLOCKED] the automatic checks stopped it; it waits for your corrections.
    [SUBMITTED] it waits for your opinion.
    [CONSOLIDATION] opinions differ; it waits for your final one.
    [RETURNED] changes are asked of you.
    [REJECTED] it was rejected.
    [RELEASED] it is released; its package can be fetched.
    [REVOKED] its release was taken back. Do not use the package you fetched, and delete your copies.
    [reminder] it still waits for your opinion.
   *[other] { $kind }
}
notice-training = Training of { $user }: a certificate that is needed ends within { $days } days. The administrators of the platform record its successor.
notice-opening = Good day,
notice-subject = { $count ->
    [one] Airlock: request { $subject }
   *[other] Airlock: { $count } messages about requests
}
notice-subject-job = { $count ->
    [one] D2H: batch job { $subject }
   *[other] D2H: { $count } messages
}
notice-subject-project = { $count ->
    [one] D2H: project { $subject }
   *[other] D2H: { $count } messages
}
notice-subject-site = { $count ->
    [one] D2H: audit of { $subject }
   *[other] D2H: { $count } messages
}
package-not-ready = There is no package to fetch (the request is { $state ->
    [DRAFT] a draft
    [CHECKING] being checked
    [BLOCKED] blocked by the checks
    [SUBMITTED] with the output checkers
    [CONSOLIDATION] with the output checkers, whose opinions differ
    [RETURNED] returned
    [APPROVED] approved, the package is being made
    [REJECTED] rejected
    [WITHDRAWN] withdrawn
    [REVOKED] revoked
   *[other] { $state }
}).
package-not-yours = Only the project and the output checkers fetch this package.
page-unknown = There is nothing at { $where }.
person-unknown = { $user } is not known to this platform. Ask your administrator.
profile-unreadable = The rules in { $path } cannot be read (at { $where }). Correct the file.
project-unknown = There is no project { $project }.
replay-not-offered = This installation offers no replays: ask its administrators.
replay-notebook-missing = There is no notebook in this request to replay: add it with d2h.outputs.notebook.
replay-notebook-several = A replay needs one notebook, and this request has several: { $files }. Leave one.
replay-under-way = A replay of this submission is under way already: wait for it.
replay-too-many = A submission is replayed { $limit } times at most.
replay-dropped = The request went on before the replay was over: it was given up.
replay-not-started = The replay could not be started for two hours. Tell the administrators (log replays.log), then ask again.
replay-lost = The replay was lost: its container or the program that watches it went away. Ask again.
replay-unreachable = The program that runs replays does not answer. Tell the administrators (log replays.log).
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
replay-permit-over = The permit of the site { $site } is no longer the one that the results were submitted under: they have to be submitted again.
project-not-active = The project { $project } is not active: nothing of it is replayed.
project-step-over = An opinion or reference of the project { $project } held until { $until }: nothing of it is replayed before its successor.
access-review-over = Who may work in the project { $project } had to be confirmed by { $due }: nothing of it is replayed before.
project-not-started = The project { $project } starts on { $starts }: nothing of it is replayed before.
project-expired = The project { $project } ended on { $ends }: nothing of it is replayed any more.
no-permit-in-force = No site's permit is in force for the project { $project }: its notebook has nothing to read.
reason-needed = Say why.
exception-impossible = Nobody may let pass what the check { $rule } blocks here: correct the file.
exception-needless = Only what blocks needs an exception.
finding-gone = This finding is no longer there: the file was checked again. Look at its findings once more.
group-unexplained = Say of the group { $group } where its numbers come from and what makes them safe, then submit.
group-unknown = There is no file in a group named { $group }.
request-empty = There is no file to release in this request. Add one first.
request-invalid = This call is not well formed (at { $where }).
request-state = This cannot be done now ({ $action }): the request is { $state ->
    [DRAFT] a draft
    [CHECKING] being checked
    [BLOCKED] blocked by the checks
    [SUBMITTED] with the output checkers
    [CONSOLIDATION] with the output checkers, whose opinions differ
    [RETURNED] returned for changes
    [APPROVED] approved
    [RELEASED] released
    [REJECTED] rejected
    [WITHDRAWN] withdrawn
    [REVOKED] revoked
   *[other] { $state }
}.
request-too-large = All files together are larger than the { $limit } bytes allowed. Split the request.
request-unknown = There is no request { $request }, or you have nothing to do with it.
store-altered = A stored file is no longer what was added ({ $sha256 }): nothing leaves.
    .do = Tell your administrator at once.
supports-missing = A supporting file says which output file it stands behind: name it (supports).
supports-unknown = { $file } is no output file of this request that a supporting file can stand behind.
too-many-files = A request has at most { $limit } files. Split it.
turn-changed = The request has changed since you read it (it is at turn { $turn } now). Read it again.
vote-twice = Your opinion on this turn is in already, and stays.
words-missing = Nothing is written here. Write it in words.
words-too-long = At most { $limit } characters may be written here. Shorten it.
words-unfit = There are signs in this text that cannot be kept (control characters). Write it again without them.

## d2h check

finding-place = { $key ->
    [row] row
    [column] column
    [cell] cell
    [line] line
    [position] character
    [sheet] sheet
    [page] page
    [member] member
   *[other] { $key }
} { $value }

finding-sources = { $count ->
    [one] Source: { $titles }
   *[other] Sources: { $titles }
}

## d2h release verify

verify-held = ✓ { $package } is what the airlock released: request { $request } of project { $project }, “{ $title }”, approved { $approved }, { $files ->
    [one] 1 file
   *[other] { $files } files
}:
verify-failed = ✗ { $package } is NOT what the airlock released. Do not use it.
signature-invalid = Its signature is missing, altered, or of another airlock: check that the key is the right one.
package-unreadable = { $path } cannot be read as a package.
package-record-altered = Its release record was changed after it was signed.
package-file-missing = { $file } is missing.
package-file-unexpected = { $file } was added; the airlock did not release it.
package-file-altered = { $file } was changed after it was approved.
package-bytes-altered = Its files are right, but bytes around them were changed or added.

## The page of rules
rules-title = What the checks say, and whence
rules-opening = Each finding of the automatic checks: what it says has been seen, what to do about it, and what the rule rests on. The numbers that a finding fills in are left open (…); those in force stand in the profile of the installation (output_checking/profiles). This page is written from the tables that the airlock itself reads; it is not edited by hand.
rules-code = Finding
rules-seen = What was seen
rules-advice = What to do
rules-sources = Source

## The page of states, permissions and visibility
states-title = States of a release request
states-opening = This page is written from the tables that the airlock itself reads; it is not edited by hand.
states-diagram = From state to state
states-permissions = Who does what
states-where = Each action exists only in the states the diagram gives it; changing files and checking them, in a draft, a blocked and a returned request. One person may stand in several columns. An opinion is an act of its own; the decision follows from opinions and is taken by nobody alone.
states-visibility = Who sees a request in which state
states-private = comments for those who judge
states-package = the released package
states-votes = Whoever judges reads the others' opinions of a submission once the own one is in. Everybody else who sees the request reads opinions, and public comments, once the submission is decided.
states-notices = Who is told by e-mail
states-entered = When a request is
states-told = Told
standing-author = author
standing-member = other member of the project
standing-reviewer = independent output checker
standing-site = data owner asked for an opinion
standing-admin = administrator
standing-system = the airlock
action-edit = change files and words
action-check = run the checks
action-submit = submit
action-withdraw = withdraw
action-block = checks block
action-pass-checks = checks done
action-vote = give an opinion
action-differ = opinions differ
action-approve = approve
action-return = return
action-reject = reject
action-release = sign and release
action-replay = ask for a replay
action-record-replay = keep what came of a replay
action-revoke = take back
in-DRAFT = a draft
in-CHECKING = being checked
in-BLOCKED = blocked by the checks
in-SUBMITTED = with the output checkers
in-CONSOLIDATION = in the second round of opinions
in-RETURNED = returned
in-APPROVED = approved
in-RELEASED = released
in-REJECTED = rejected
in-WITHDRAWN = withdrawn
in-REVOKED = revoked
audience-author = its author
audience-fetchers = whoever fetched the package
audience-judges = whoever may give an opinion and has not

## Repairs

repair-does-not-apply = The repair “{ $method }” does not apply to what blocks here. These do: { $methods }. Type d2h.outputs.check().fix("…") with one of them.
repair-unreadable = This table cannot be repaired as it is: it is no plain CSV with one line of headings, or larger than { $cells } cells. Group it more coarsely, or save it again with d2h.outputs.table.
repair-no-table = Only tables added with d2h.outputs.table, and those behind figures, can be repaired.
repair-names-no-cell = What blocks here is in no cell of its own, so changing cells does not help.
repair-figure = These are the numbers of the figure { $figure }, which shows them too. Draw it from a coarser table, and add it again.
repair-too-few = Even all together these are too few: { $persons } persons, and at least { $threshold } are needed. Leave this table out, or make it of more persons.
repair-persons-repeat = One person may stand in several bins, so nobody knows how many persons two bins hold together. Draw the histogram with wider bins.
repair-solver = The search for cells to hide did not end. Try a coarser table, or fix("round").
repair-not-offered = Noise is not offered to this project: its profile says nothing of perturbation. Choose another repair.
repair-no-cell-keys = This table was made without the keys that noise is drawn from. Make it with d2h.outputs.crosstab(…, persons=…, cell_keys=True) and add it again.
perturbation-impossible = The noise that the profile asks for cannot be: at most { $deviation }, variance { $variance }, no count from 1 to { $small }. The first must be larger than the last; ask your administrator.
repair-needs-records = The mean of neighbouring values takes the records: type d2h.outputs.check().fix("average", data=…) in the notebook.
