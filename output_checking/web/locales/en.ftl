# Words of the airlock's pages. Every message of one language stands in the other (a test compares them).

## Around every page

site-title = D2H · Airlock
skip-to-content = Skip to content
nav-main = Main
nav-requests = Requests
nav-figures = Figures
nav-key = Public key
nav-language = Language
language-fr = Français
language-en = English
log-out = Log out
footer = Nothing leaves before the checks and the independent opinions of output checkers.

## List of requests

queue-title = Requests to leave
queue-lists = Lists
list-awaiting = Awaiting me
list-mine = Mine
list-returned = Returned
list-released = Released
list-all = All
filters = Filters
filter-text = Words
filter-state = State
filter-project = Project
filter-site = Site
filter-author = Author
filter-any = All
filter-send = Filter
filter-clear = Without filters
empty-filtered = No request of this list fits the filters.
queue-keys = In the list, ↑ and ↓ go from one request to the next, Enter opens it. Alt + ↓ and Alt + ↑ turn the page.
column-request = Request
column-author = Author
column-state = State
column-progress = Progress
column-age = Age
empty-awaiting = Nothing waits for you.
empty-mine = You have not written any request.
empty-returned = No request is with its author for changes.
empty-released = Nothing has been released yet.
empty-all = There is no request that you have to do with.
empty-see-all = { $count ->
    [one] See the request you have to do with
   *[other] See all { $count } requests you have to do with
}
empty-how-researcher = A request starts in a notebook of your workspace:
age-minutes = { $value } min
age-hours = { $value } h
age-days = { $value ->
    [one] 1 day
   *[other] { $value } days
}
moment = { DATETIME($at, dateStyle: "long", timeStyle: "short") }
pager = Pages
pager-before = Previous
pager-after = Next
pager-page = Page { $number } of { $pages }
pager-part = Columns, part { $number } of { $pages }
pager-columns = columns
progress-mine = Your opinion is asked ({ $given } of { $votes } in)
progress-voted = Your opinion is in ({ $given } of { $votes })
progress-review = { $given } of { $votes } opinions in
progress-released = Package ready
progress-corrections = { $files ->
    [one] 1 file to correct
   *[other] { $files } files to correct
}
progress-none = –

## States

state-draft = Draft
state-checking = Being checked
state-blocked = Blocked by the checks
state-submitted = In review
state-consolidation = Opinions differ
state-returned = Returned for changes
state-approved = Approved
state-released = Released
state-rejected = Rejected
state-withdrawn = Withdrawn
state-revoked = Revoked

## One request

back-to-queue = All requests
back-to-request = Back to the request
pager-requests = Requests
request-before = Before it in your list
request-after = Next in your list
byline = { $author }, for the project “{ $project }”
not-kept = Not recorded.
done-voted = Your opinion is recorded.
done-withdrawn = The request is withdrawn.
done-revoked = The release is revoked: nobody can fetch the package any more.
done-replay-asked = The replay is asked for: it runs by itself, and its result appears on this page.
turn-mine = It is your turn
clock-waits = Submitted { $time } ago.
clock-took = Answered { $time } after its submission.
turn-where = Where it stands
turn-draft-author = This request is a draft, and only you see it. Go on in your notebook, then submit it.
turn-draft = The author is still writing this request.
turn-checking = The automatic checks are reading the files. This page follows by itself.
turn-blocked-author = The automatic checks found something that may not leave. Correct it in your notebook, then submit again.
turn-blocked = The automatic checks found something that may not leave; the author has to correct it.
turn-submitted-mine = Read the files and what the checks say of them, then give your opinion.
turn-submitted-voted = Your opinion is in. The decision falls once all { $votes } opinions are in.
turn-submitted = { $votes ->
    [one] An output checker is reading this request; one independent opinion decides.
   *[other] Output checkers are reading this request; { $votes } independent opinions decide.
}
turn-consolidation-mine = The opinions differ. Read the others', then give your final one: the gravest of the final opinions decides.
turn-consolidation-voted = Your final opinion is in. The decision falls once all final opinions are in.
turn-consolidation = The opinions differ: the output checkers read each other, and each gives a final one.
turn-returned-author = The output checkers ask for changes. Make them in your notebook, then submit again.
turn-returned = The author was asked for changes, and has not submitted again yet.
turn-approved = Approved. The airlock is signing the package; this page follows by itself.
turn-released = Released: the signed package can be fetched.
turn-rejected = Refused: these files do not leave. A new request may be written for other results.
turn-withdrawn = Withdrawn by its author. Nothing leaves.
turn-revoked = The release was taken back: the package can no longer be fetched.
missing = Still missing
missing-outputs = At least one output file
missing-words = What the author says of the group { $group }: context and controls
missing-corrections = { $files ->
    [one] Corrections in 1 file
   *[other] Corrections in { $files } files
}
missing-changes = The changes asked for
missing-submission = The submission, from here or from the notebook
missing-checks = The automatic checks
missing-my-vote = Your opinion
missing-comment = { $files ->
    [one] To approve: your comment on { $names }, where the checks ask for a look
   *[other] To approve: your comment on each file in which the checks ask for a look: { $names }
}
change-file = { $file } must change
change-file-help = In a return or a refusal: tick what must change. What you do not tick is approved as it is.
comment-private = For those who judge alone (the author never reads it)
missing-other-votes = { $votes ->
    [one] The opinion of 1 more output checker
   *[other] The opinions of { $votes } more output checkers
}
missing-votes = { $votes ->
    [one] The independent opinion of an output checker
   *[other] The independent opinions of { $votes } output checkers
}
missing-site = The opinion of the data owner of { $site }
missing-signature = The airlock's signature
revoked-because = { $who } gave this reason:
package-fetch = Fetch the signed package ({ $size })
package-fetch-none = Fetch the signed package
package-recorded = Each fetch is recorded with your name.
package-verify = How to verify a package
link-make = Make a link for another machine
link-title = A link of your own
link-means = It fetches the signed package once, within { $minutes } minutes, and counts as your fetch. Give it to nobody.
why-package-deleted = The files were deleted, as the project says for requests that are over.
why-package-later = It appears here once the request is released.
why-package-never = Nothing leaves with this request.
why-package-revoked = The release was revoked.
why-package-admin = Only the project and the output checkers fetch packages.
context = Context
files = { $count ->
    [0] Files
    [one] 1 file
   *[other] { $count } files
}
files-none = There is no file in this request yet.
group = Group { $name }
group-context = Where the numbers come from:
group-context-help = Which study, table or figure they are for, of which patients and dates. For example: “Table 2 of the article: deaths by ward, all stays of 2025 at the four hospitals.”
group-controls = What makes them safe:
group-controls-help = What was done so that nobody can be recognised. For example: “Distinct persons counted; wards under 10 merged; totals rounded to 5.”
exception-asked = The author asks to let pass what blocks in { $file }:
exception-never = Nobody may let this pass: correct the file.
exception-send = Ask for an exception
exception-why = Why this may leave all the same (empty: no exception)
import-accept = Let it in
import-comment = Comment (to refuse, or when something is to examine: why)
import-decided = Decided by { $who }.
import-refuse = Refuse
import-state-accepted = In the workspace
import-state-blocked = Blocked by the scan
import-state-refused = Refused
import-state-waiting = Waits for an output checker
imports-ask = Ask for a file
imports-file = File
imports-file-help = Code, small tables, models: { $endings }.
imports-licence = By what right:
imports-licence-help = The licence of the file, or whose it is. For example: “MIT, github.com/lifelines” or “written by us”.
imports-means = The other way in: a file is scanned, an output checker lets it in, then it lies in the folder imports of the project's workspaces, where nobody can change it.
imports-none = Nothing was asked for yet.
imports-project = Project
imports-purpose = What for:
imports-send = Ask
imports-text = as plain text
imports-title = Imports
edit-done = Kept.
edit-name = Title
edit-open = Change words, ask for exceptions, submit
edit-remove = Take { $file } out
edit-save = Keep
edit-submit = Submit
edit-submit-means = The automatic checks run once more on every file; then the output checkers are asked.
edit-title = Prepare the request
edit-words = The whole request
role-output = To leave
role-supporting = Supports { $file }, stays inside
look-here = Preview here
look-page = Open { $file } on its own page

## What the author corrects

fix-title = What to correct
fix-whole = The request as a whole
fix-more = { $count ->
    [one] 1 more finding
   *[other] { $count } more findings
}
fix-step-correct = Correct it in your notebook. A file added again under the same name takes the place of the first, for example:
fix-example = name of the file
fix-step-check = Run the checks as often as you like; nobody else is asked yet:
fix-step-submit = Submit again. The output checkers then read the new files:

## Findings

severity-block = Blocking
severity-review = To examine
severity-pass = Passed
tally-block = { $count } blocking
tally-review = { $count } to examine
tally-pass = { $count } passed
findings = { $count ->
    [0] Findings
    [one] 1 finding
   *[other] { $count } findings
}
findings-none-yet = The checks have not read this file yet.
finding-number = No. { $number }
finding-advice = What to do:
finding-rule = rule
finding-sources = { $count ->
    [one] Source:
   *[other] Sources:
}
mark-finding = Finding
place-member = in { $value }
place-part = part { $value }
place-table = table { $value }
place-key = property { $value }
place-trace = series { $value }
place-sheet = sheet { $value }
place-page = page { $value }
place-cell = cell { $value }
place-row = row { $value }
place-column = column { $value }
place-line = line { $value }
place-position = position { $value }
place-heading = heading

## Opinion

vote-title = Your opinion
vote-blind = { $votes ->
    [one] Yours is the only opinion asked for.
   *[other] { $votes } persons give their opinions, each on their own. You see the other opinions once yours is in.
}
vote-choice = This request
choice-approve = Approve
choice-approve-means = Everything may leave as it is.
choice-return = Return for changes
choice-return-means = The author corrects and submits again; say what.
choice-reject = Reject
choice-reject-means = This may not leave, in any form; say why.
comment-on = Comment on { $file }
comment-needed-mark = needed to approve
approval-kept = You approved it before, and nothing has changed: your approval holds unless you tick it below.
comment-whole = Comment on the whole
comment-stale = What you wrote on { $file }, which is no longer in the request
vote-send = Record my opinion
vote-final = An opinion stays as it was given. The author reads the comments after the decision.
why-vote-author = You wrote this request: others have to judge it.
why-vote-member = You belong to the project of this request: others have to judge it.
why-vote-given = Your opinion on this submission is in, and stays.
why-vote-decided = There is no opinion to give now: this submission is decided, or not yet with the output checkers.

## Timeline

timeline = What happened
event-drafted = { $who } started the draft
event-submitted = { $turn ->
    [1] { $who } submitted the request
   *[other] { $who } submitted again (submission { $turn })
}
event-vote-approve = { $who } approved
event-vote-return = { $who } asked for changes
event-vote-reject = { $who } rejected
event-blocked = The checks blocked the submission
event-returned = Returned to the author
event-approved = Approved
event-rejected = Rejected
event-withdrawn = Withdrawn by the author
event-released = The airlock signed and released the package
event-revoked = { $who } revoked the release

## Other actions

replay-title = Replay of the notebook
replay-means = The platform runs the request's notebook again in a clean sealed container, with the permits of the submission, and compares what it makes with the files submitted.
replay-ask = Replay the notebook
replay-state-asked = Waiting to start
replay-state-running = Running
replay-state-done = The notebook ran to its end
replay-state-failed = The replay did not come to its end: nothing counts as reproduced
replay-verdict-same = reproduced
replay-verdict-differs = differs in { $count ->
    [one] 1 place
   *[other] { $count } places
}
replay-verdict-missing = not made by the notebook
replay-verdict-not-comparable = not the same bytes, and nothing can compare them
replay-differences = The first { $shown } of { $count } places
replay-where = Where
replay-submitted = Submitted
replay-replayed = Replayed
replay-whole = whole file
replay-image = Image
withdraw-title = Withdraw
withdraw-means = Ends this request; its files never leave. What was said of it stays on record.
withdraw-open = Withdraw this request…
withdraw-send = Withdraw for good
why-withdraw-approved = The opinions are given and the package is being made.
revoke-title = Revoke
revoke-means = Takes a release back: nobody can fetch the package any more. Copies already fetched have to be asked back.
revoke-open = Revoke this release…
revoke-reason = Reason, which the project will read
revoke-send = Revoke for good

## Rules in force

rules-title = Rules in force
rules-set = Set { $name }, version { $version }. At least { $threshold } persons behind every number.
rules-own = In this project, in place of those of the set:
rules-refused = Asked for by the project, but looser than the set allows:
rules-held = { $held } holds
rules-secret = The project also has parameters of dominance of its own, which are told to nobody.
rules-any = any
rule-degrees-of-freedom = Degrees of freedom of a model: at least { $value }
rule-rows = Rows of a table: at most { $value }
rule-columns = Columns of a table: at most { $value }
rule-source-literals = Constants in one list of a notebook's code: at most { $value }
rule-zeros = Zeros in tables: { $value }
rule-extremes = Minimum and maximum: { $value }
rule-rounding = Counts rounded to multiples of { $value }
rule-midpoint = Counts rounded to the middle of steps of { $value }
rule-leaf = Persons in every leaf of a tree: at least { $value }
rule-protection = Values that a hidden count may have: at least { $value }
rule-file-types = Types of files that may leave: { $value }

## Previews

preview = Preview
views = Ways to look at it
view-best = Preview
view-csv = Table
view-tsv = Table
view-ipynb = Notebook
view-xlsx = Sheets
view-pdf = Pages
view-png = Picture
view-jpeg = Picture
view-cells = Cell by cell
view-text = As plain text
view-changes = What changed
sheets = Parts of the file
sheet-hidden = hidden
form-text = text
form-picture = picture
form-html = text
sort-by = , sort by it
sort-none = Order of the file
code-recorded = Code that asked for this file
code-recorded-means = As the author’s workspace recorded it: a claim, no proof. Compared with the code in this request.
code-run = Run as [{ $number }]
code-same = the same as
code-differs = not in the code of this request
code-reproduced = The platform ran the notebook again: it makes this very file.
code-behind = Code that names this file
code-of = Code in { $file }
code-not-named = No code of this request writes this name out; it may be built by the code. Look for it in:
code-none = No code came with this request.
change-same = Unchanged since it was last read
change-added = New in this submission
change-replaced = Changed since it was last read
change-removed = Taken out since it was last read: { $files }
changes-none = These two versions cannot be shown side by side ({ $before } before, { $after } now). Look at it whole.
changes-cells = Every row of both versions: struck through what was, beside it what is.
changes-lines = Struck through (-) what was, then (+) what is.
changes-mark = Change
row-added = added
row-removed = removed
row-changed = changed
row-same = unchanged
version-before = As it was last read
version-after = Now
picture-before = The figure { $file }, as it was last read
picture-drawn = Drawn anew from the file; nothing else of it is shown here.
notebook-rendered = Drawn without its scripts, styles, links and drawings; nothing runs. What the findings speak of:
notebook-frame = The notebook { $file }
text-digits = This is no text ({ $kind }): its bytes, in hexadecimal digits.
preview-failed = The program that shows this file stopped, or took too long.
earlier = Earlier releases with the same cells
earlier-means = Same project, same labels and headings. What two releases tell together may be more than either does.
earlier-cells = { $count ->
    [one] 1 cell in common
   *[other] { $count } cells in common
}
earlier-different = { $count ->
    [one] 1 with another value
   *[other] { $count } with another value
}
size-bytes = { $value ->
    [one] 1 byte
   *[other] { $value } bytes
}
size-kilobytes = { NUMBER($value, maximumFractionDigits: 1) } kB
size-megabytes = { NUMBER($value, maximumFractionDigits: 1) } MB
pager-files = Files of the request
table-size = { $rows ->
    [one] 1 row
   *[other] { $rows } rows
}, { $columns ->
    [one] 1 column
   *[other] { $columns } columns
}
table-of = Table { $file }
table-line = Row
picture-alt = The figure { $file }, as it would leave
picture-data = The numbers behind it:
picture-no-data = No table stands behind this picture.
notebook-not-run = { $count ->
    [one] 1 cell, shown as text.
   *[other] { $count } cells, shown as text.
} Nothing of the notebook is run here.
notebook-cell = Cell { $number }
notebook-code = code
notebook-markdown = text
notebook-raw = raw
notebook-source = As written ({ $media }), not run
notebook-table = Table in an output
notebook-more-rows = { $count ->
    [one] 1 more row, see it as written.
   *[other] { $count } more rows, see them as written.
}
notebook-picture = Figure in an output of cell { $number }
notebook-attachment = Attached and not shown: { $name }
notebook-unshown = Not shown: { $media }, { $size }
text-as-is = Shown as plain text.
text-of = Content of { $file }

## The airlock's key

key-title = The airlock's public key
key-what = Each released package is signed by the airlock. With this key anybody can prove, without an account, that a package is what the output checkers approved.
key-how = How to verify a package
key-step-fetch = Fetch the key:
key-step-compare = Compare its fingerprint below with the one your administrator gives you by another way.
key-step-verify = On any machine where D2H is installed:
key-example = release.zip
key-proves = The command says ✓ only if the signature is the airlock's, every file is byte for byte as approved, and nothing is missing or added.
key-fingerprint = Fingerprint (SHA-256 of the key in DER form)
key-itself = The key

## Figures of the reviews

figures-title = Figures
figures-means = From each submission that passed the checks to the decision of the output checkers; what left, without what was taken back.
figures-decided = Decisions
figures-median = Median time
figures-ninth = Nine in ten within
figures-returned = Returned
figures-released = Released
figures-size = Volume
figures-all = All together
figures-none = Nothing has been decided yet.

## Refusals

refused-title-401 = Your session has ended
refused-title-403 = This is not open to you
refused-title-404 = Not found
refused-title-409 = This has changed in the meantime
refused-title-422 = Something is missing
refused-title-503 = Not reachable right now
refused-title-other = This did not work
refused-typed = What you had written
refused-home = To the requests
session-ended = Log in again, then send your words once more: they stand below to copy.
choice-missing = Choose one: approve, return for changes, or reject.
words-too-long = A comment has at most { $limit } characters. Shorten it; all you wrote is still here.
form-unreadable = The form came incomplete. Load the page again and send it once more.
turn-changed = The author submitted other files while you were reading: this is submission { $turn } now. Read it again; everything you wrote is still in the form.
request-state = This cannot be done any more: the request is now “{ $state ->
    [DRAFT] draft
    [CHECKING] being checked
    [BLOCKED] blocked by the checks
    [SUBMITTED] in review
    [RETURNED] returned for changes
    [APPROVED] approved
    [RELEASED] released
    [REJECTED] rejected
    [WITHDRAWN] withdrawn
    [REVOKED] revoked
   *[other] { $state }
}”.

display-title = Display
display-of = Display: { $project }
display-means = Bytes that the workspaces sent to the browsers of their researchers: outputs of cells, files, terminals. The display meter counts them outside the workspaces.
display-last-hour = Last hour
display-hour-budget = Budget of an hour
display-last-day = Last day
display-day-budget = Budget of a day
display-none = No workspace has shown anything in the last 24 hours.
display-paused-hour = The budget of an hour was spent.
display-paused-day = The budget of a day was spent.
display-paused-until = The workspaces pause until
display-now = Last hour { $hour } of { $hour_budget }; last day { $day } of { $day_budget }.
display-by-hour = Hour by hour
display-graph = Bars of the last 24 hours; the tallest is { $most }
display-line = dashed: the budget of an hour, { $budget }
display-numbers = The same in numbers
display-hour = Hour
display-shown = Shown
display-by-session = Session by session
display-person = Person
display-opened = Opened
display-closed = Closed
display-open = open
display-code = Code
display-course = Course
display-pieces = { $count ->
    [0] none
    [one] one piece
   *[other] { $count } pieces
}
display-code-of = Code that was run
display-code-means = The last 500 pieces of the session as they were sent to the workspace, the first 4,000 characters of each. Files that they run are not shown here.
display-code-none = No code was run while this workspace was open.
display-kind-cell = cell
display-kind-input = answer to input()
display-kind-debugger = debugger
display-kind-terminal = terminal
display-kind-job = batch job
code-for-checkers = What was run in a session is shown to output checkers and administrators only.
