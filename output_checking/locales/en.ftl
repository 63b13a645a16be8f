# The airlock's words. Every message of one language stands in the other (a test compares them).

## Findings of the automatic checks: what is seen, then what to do

file-type-known = The file is what its name says ({ $extension }).
file-type-unsupported = The airlock cannot read this content ({ $found }, named .{ $extension }), and lets out only what it can read. Export tables as CSV, figures as PNG with their data, text as .md or .txt, code as .ipynb, .py, .r or .sql.
file-type-mismatch = The content is { $found }, but the name ends in .{ $extension }. Give the file the ending of what it is.
reading-crashed = The program that reads this file stopped (status { $status }): the file is broken, or too large to read. Export it again, smaller.
reading-too-long = Reading this file took longer than { $seconds } seconds. Export it again, smaller or simpler.
reading-silent = No check says anything of this file. An output checker has to read it whole.
reading-too-many = More than 500 findings: this file cannot be judged as it is. Correct the first ones, or publish less.
check-failed = The check { $check } could not judge this file ({ $fault }), so it stays. Export it in the simplest form; if it happens again, tell the output checkers.
table-unreadable = Line { $line } has not as many cells as the first line. Write a plain table: one line of column names, and as many cells in every line.
counts-above-threshold = All { $cells } numbers shown stand for at least { $threshold } persons each, as the author tells.
counts-below-threshold = This number stands for { $persons ->
    [one] 1 person
   *[other] { $persons } persons
}; at least { $threshold } are needed. Suppress it with d2h.outputs.suppress, or merge it with another group.
counts-below-threshold-more = { $cells } further numbers stand for fewer than { $threshold } persons. Suppress or merge them too.
counts-zero = { $cells } of the numbers shown are zero. A zero says something of everybody in its group: publish it only if that is no secret of theirs, and say why.
measure-extreme = This is a minimum or a maximum ({ $given } { $of }): the value of one person. It is published only as an exception, with its reason.
measure-unknown = Nobody can read what these cells show ({ $given } { $of }): a function of the author's own. Look at the code that makes them.
counts-label-small = This column is said to hold labels, but numbers below { $threshold } stand in it. An output checker has to see that they are no counts of persons.
counts-persons-unknown = For { $cells } of the numbers shown nobody told how many distinct persons they stand for. Give them with persons= when adding the table; otherwise an output checker has to find out.
counts-evidence-shape = The numbers of persons given do not fit the table. Add the table again with one number per cell.
counts-evidence-contradicted = For { $cells } of the numbers shown more persons are claimed than the cell itself counts. Correct persons=; the smaller number was used.
suppression-holds = The { $cells } suppressed cells do not follow from the totals of this table.
suppression-given-back = This suppressed cell can be worked out from the table: { $arithmetic }. Suppress a second cell in its row and its column, or leave out the total.
suppression-remainder-small = { $cells } suppressed cells of one line add up to { $persons }, fewer than { $threshold }. Suppress one more cell there, or merge groups.
suppression-too-many = { $cells } cells are suppressed, too many to prove that the totals give none back. Merge groups until fewer are.
rows-too-many = The table has { $rows } rows; at most { $limit } can be read with care. Publish a summary.
rows-identifier-column = This column identifies persons or their stays. Lines about single persons never leave: publish counts or means.
rows-unique-key = Each of the { $rows } rows has its own key in this column, as if each were one person. Leave the column out, or publish counts.
rows-one-per-person = The table has as many rows as persons ({ $rows }): each may be one person. Publish counts or means.
identifier-nir = A French social security number stands here (its key is right). Remove it, and ask yourself how it came here.
identifier-email = An e-mail address stands here. Remove it.
identifier-phone = A telephone number stands here. Remove it.
identifier-hospital-number = A hospital number of a patient or a stay stands here. Remove it.
identifier-birth-date = A full date of birth stands here. Remove it, or keep the year only.
identifier-more = { $places } further identifiers were found. Remove them all.
text-to-read = No rule proves free text harmless. An output checker has to read it whole.
picture-unreadable = This is no whole PNG picture, or it is too large. Save the figure again as PNG.
picture-extra-bytes = { $bytes } bytes that are no picture are hidden in this file. Save the figure again.
picture-metadata = The picture carries more than itself (part { $chunk }). Save it again without metadata; d2h.outputs.figure does.
picture-data-missing = A figure leaves only with the numbers it shows. Add them as supporting table: d2h.outputs.figure does, or supports= with the picture's name.
picture-to-look-at = No rule reads a picture. An output checker has to look at it and compare it with its data.
notebook-unreadable = This is no notebook that can be read. Save it again in JupyterLab.
notebook-to-read = { $outputs ->
    [0] The notebook has no outputs. An output checker has to read its code and text.
    [one] The notebook has 1 output. An output checker has to read it, with the code and text.
   *[other] The notebook has { $outputs } outputs. An output checker has to read each, with the code and text.
}
notebook-attachment = A file is attached to this cell. Remove it, and add it to the request as a file of its own.
notebook-hidden-metadata = Something that no reader sees is stored with this notebook ({ $key }). Remove it: d2h.outputs.notebook does.
notebook-metadata-identifier = An identifier stands in what is stored with this notebook, unseen. Remove it: d2h.outputs.notebook does.
notebook-picture = This output is a picture without its numbers. Clear it, and add the figure with d2h.outputs.figure.
notebook-output-unreadable = The airlock cannot read this output ({ $type }); interactive outputs often hold every row. Clear it.
notebook-active-html = This output carries hidden or active content (<{ $tag }>). Clear it, or show a plain table.
source-literals = { $values } values are typed into the code here (more than { $limit }). An output checker has to see that they are no data of persons.
source-raw-cell = A raw cell is neither code nor text. An output checker has to read it.
model-supported = The model has { $degrees } degrees of freedom and { $events } events, as the author tells, and enough persons in every category.
model-degrees-of-freedom-unknown = Nobody told the model's degrees of freedom; at least { $threshold } are needed. Give degrees_of_freedom=.
model-degrees-of-freedom-too-few = The model has { $value } degrees of freedom; at least { $threshold } are needed, or its coefficients describe single persons. Use fewer variables or more persons.
model-events-unknown = Nobody told the number of events; at least { $threshold } are needed. Give events=.
model-events-too-few = The model rests on { $value } events; at least { $threshold } are needed. Use a longer period or a broader outcome.
model-persons-unknown = Nobody told the number of persons in the model; at least { $threshold } are needed. Give persons=.
model-persons-too-few = The model rests on { $value } persons; at least { $threshold } are needed.
model-categories-unknown = Nobody told how many persons are in each category of the model; at least { $threshold } are needed. An output checker has to ask for the counts of the categories.
model-category-too-few = This category holds { $persons ->
    [one] 1 person
   *[other] { $persons } persons
}; at least { $threshold } are needed, or the coefficient is theirs. Merge the category.
model-not-coefficients = This does not look like a table of coefficients. An output checker has to see what it is.
survival-supported = At the { $times } published times at least { $threshold } persons are at risk, and as many leave between two of them.
survival-columns = A survival table needs the columns time and at_risk, with a number in every row. d2h.outputs.survival writes them.
survival-at-risk-too-few = { $persons } persons are at risk here; at least { $threshold } are needed. End the curve earlier.
survival-leaving-too-few = Between this time and the one before { $persons } persons leave; at least { $threshold } are needed. Merge steps: d2h.outputs.survival does.

## Refusals

access-missing = This address needs an access token. From a workspace, use d2h.outputs.
access-expired = Your access has ended. Ask for a new token; if it is refused, your project may be suspended or over.
access-invalid = Your access was not recognised. Restart the workspace.
action-not-permitted = { $action ->
    [edit] Only its author may change a request.
    [check] Only its author may have a request checked.
    [submit] Only its author may submit a request.
    [withdraw] Only its author may withdraw a request.
    [vote] Only output checkers give their opinion on a request.
    [revoke] Only output checkers and administrators may revoke a release.
   *[other] You may not do this ({ $action }).
}
review-not-independent = You wrote this request or belong to its project: others have to judge it.
airlock-busy = Too many changes of this request at once; nothing was changed by yours. Try again.
airlock-fault = The airlock failed; nothing was changed. Try again in a minute; if it lasts, tell your administrator.
airlock-ready = The airlock's key, store and database are ready.
body-too-large = More was sent than the { $limit } bytes allowed. Send a smaller file.
upload-too-slow = The upload took too long and was given up. Try again.
comment-missing = Say in a comment why { $file } may leave: the checks ask for a look at it.
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
file-name = A file name has letters, digits, spaces and . - _ ( ), an ending, and at most 100 characters; it is no path. Rename the file.
file-name-taken = The name looks the same as { $file }, which is in the request already. Rename one of them.
file-too-large = The file is larger than the { $limit } bytes allowed. Publish less, or split it.
file-unknown = There is no file { $file } in this request.
files-changed = A file was changed while the checks ran. Run the checks again.
findings-missing = No check spoke of { $file }; the request cannot go on. Tell your administrator.
hub-unreachable = The hub does not answer, so nobody can be recognised. Try again in a minute.
key-unreadable = { $path } holds no Ed25519 key that can be read. Check the path.
login-failed = The login was not completed. Go back to the airlock's first page and log in again.
login-refused = Your account has no access to the airlock. Ask your administrator.
not-a-member = You are not a member of the project { $project }. Ask its lead.
package-not-ready = There is no package to fetch (the request is { $state ->
    [DRAFT] a draft
    [CHECKING] being checked
    [BLOCKED] blocked by the checks
    [SUBMITTED] with the output checkers
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
reason-needed = Say why.
request-empty = There is no file to release in this request. Add one first.
request-invalid = This call is not well formed (at { $where }).
request-state = This cannot be done now ({ $action }): the request is { $state ->
    [DRAFT] a draft
    [CHECKING] being checked
    [BLOCKED] blocked by the checks
    [SUBMITTED] with the output checkers
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
store-altered = A stored file is no longer what was added ({ $sha256 }). Nothing leaves; tell your administrator at once.
supports-missing = A supporting file says which output file it stands behind: name it (supports).
supports-unknown = { $file } is no output file of this request that a supporting file can stand behind.
too-many-files = A request has at most { $limit } files. Split it.
turn-changed = The request has changed since you read it (it is at turn { $turn } now). Read it again.
vote-twice = Your opinion on this turn is in already, and stays.
words-missing = Nothing is written here. Write it in words.
words-too-long = At most { $limit } characters may be written here. Shorten it.
words-unfit = There are signs in this text that cannot be kept (control characters). Write it again without them.

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
