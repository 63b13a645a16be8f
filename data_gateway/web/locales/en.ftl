# Words of the data owner's page. What a permit opens is said in the words of the site's commands.

site-title = D2H · Data owner
brand = Data owner · { $site }
skip-to-content = Skip to content
nav-main = Main
nav-permits = Permits
nav-audit = Audit
nav-language = Language
language-fr = Français
language-en = English
log-out = Log out
footer = This page runs at the site. The key that signs never leaves it.

## Login

login-title = Data owner
login-site = Permits and audit of { $site }.
passphrase = Passphrase
log-in = Log in
login-forgotten = Forgotten? Whoever has the site's own account on this machine chooses a new one: d2h site owner-page
login-wrong = This is not the passphrase.
login-wait = Too many tries. Wait { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}, then try again.
passphrase-wrong = This is not the passphrase: nothing was signed. Go back and type it once more.

## Permits

permits-title = Permits
part-waiting = Waiting for your decision
part-signed = Signed here
part-over = Ended, withdrawn or replaced
none-waiting = Nothing waits for you.
none-signed = No permit is signed here: no project reads anything.
column-project = Project
column-version = Version
column-state = State
column-members = Members
column-until = Until
standing-waits = waits for your signature
standing-unsent = signed, not sent yet
standing-in-force = in force
standing-later = signed, not begun yet
standing-over = ended
standing-closed = withdrawn or replaced
away-means = What waits for you cannot be shown now. What is signed here, stopping a project and the audit do not need it.
done-approved = Signed, and governance has the signature.
done-refused = Refused. The project has to ask anew.
done-stopped = Stopped: the project reads nothing here any more.
done-stopped-here = Stopped here: the project reads nothing any more. Governance was not told, since it does not answer; stop it once more later with: d2h site stop-project
done-not-sent = Signed and kept here, but governance does not answer, so nobody reads yet. Send it again later from this page.

## One permit

back-to-permits = Permits
differences-title = What changes, compared with version { $version }, which is signed here
differences-none = Nothing but the version's number.
difference-added = New:
difference-removed = No longer:
whole-permit = The whole permit
sign-title = Sign
sign-means = Signing opens at { $site } exactly what is written here, for the members named. Your passphrase confirms it.
sign = Sign this permit
sign-misfit = The project has to ask for something else; refuse this permit, and tell its lead why.
refuse-open = Refuse…
refuse-means = The project is told that the site refuses, and has to ask anew. What is signed already stays as it is.
refuse = Refuse this permit
send-title = Send the signature
send-means = The signature is kept here. Until governance has it nobody reads.
send = Send again
stop-open = Stop this project…
stop-means = Closes every permit of { $project } at { $site } at once, answers under way too, then tells governance. To open the project again it has to ask, and you sign anew.
stop = Stop the project now
reads-of-permit = What was read under this permit
reads-of-project = Everything this project did here

## Audit

audit-title = The site's audit
audit-means = Each record is chained to the one before and signed with the site's own key. A read is written down before its first row leaves.
verify = Verify the whole chain
verdict-holds = { $count ->
    [one] One record
   *[other] { NUMBER($count) } records
}, unchanged, in order, none missing.
verdict-fault = The audit does not hold at record { $number }:
filter-kind = What
filter-actor = Who
filter-project = Project
filter-permit = Permit’s digest
filter-text = Query, table…
filter-first = From (UTC)
filter-last = To (UTC)
filter-send = Filter
filter-none = show all
kind-all = everything
kind-reads = reads
kind-refusals = refusals and interruptions
kind-site = acts of the site
records = { $count ->
    [0] No record
    [one] One record
   *[other] { NUMBER($count) } records
}
column-when = When
column-who = Who
column-what = What
column-asked = Query
column-rows = Rows
column-size = Size
column-seconds = Duration
record-number = no. { $number }
permit-short = permit { $permit }…
actor-by = { $name } ({ $actor })
count = { NUMBER($value) }
seconds = { $value } s
moment = { DATETIME($at, dateStyle: "medium", timeStyle: "medium") }
size-bytes = { $value } B
size-kilobytes = { NUMBER($value, maximumFractionDigits: 1) } kB
size-megabytes = { NUMBER($value, maximumFractionDigits: 1) } MB
pager = Pages
pager-newer = Newer
pager-older = Older
pager-page = Page { $number } of { $pages }
abandoned = The reader left before the end.
event-read-started = read begun
event-read-finished = read
event-read-stopped = read interrupted
event-read-refused = read refused
event-sql-started = SQL query begun
event-sql-finished = SQL query
event-sql-stopped = SQL query interrupted
event-aggregate-started = aggregate begun
event-aggregate-finished = aggregate
event-aggregate-stopped = aggregate not given
event-model-started = round of a model begun
event-model-finished = round of a model
event-model-stopped = round of a model not given
event-survival-started = survival curve begun
event-survival-finished = survival curve
event-survival-stopped = survival curve not given
event-catalogue-listed = catalogue read
event-catalogue-refused = catalogue refused
event-permit-signed = permit signed
event-permit-refused = permit refused
event-permit-withdrawn = permit withdrawn
event-permit-superseded = permit replaced by a later version
event-site-created = site created
event-site-certificate-made = next certificate of the gateway made
event-site-certificate-in-force = next certificate of the gateway in force
event-dataset-connected = data connected, where they stay
event-gateway-started = gateway started
event-renewal-refused = continuing a read refused
event-dataset-loaded = data loaded
event-dataset-load-undone = loading undone: the data before are in force
event-dataset-mapped = local codes mapped
event-opposition-changed = list of oppositions changed
event-pseudonyms-rotated = pseudonyms changed
event-pseudonyms-destroyed = pseudonyms destroyed
event-linkage-key-kept = linkage key made or taken in
event-linkage-key-exported = linkage key written out for another site
event-answers-forgotten = past answers forgotten
event-images-deidentified = images de-identified
event-images-started = images begun
event-images-finished = images
event-images-stopped = images interrupted
event-images-released = withheld image let go
event-images-kept-back = withheld image kept here
event-images-sample-shown = sample of projections shown
event-images-sample-marked = images of a sample marked
event-images-sample-passed = no text on the sample: projections served
event-images-sample-failed = text on the sample: projections wait one by one
event-owner-page-set = this page given a passphrase
event-owner-page-off = this page turned off
event-owner-page-login = login at this page
event-owner-page-login-refused = wrong passphrase at this page
event-owner-page-signature-refused = wrong passphrase at a signature
event-owner-page-logout = logout from this page

## Refusals

refused-title = This did not work
refused-home = To the permits
page-unknown = There is no such page.
page-fault = The page failed. Nothing more was changed than the audit tells; its log says when and where.
form-foreign = This form came from another page. Open this page yourself, and send it from there.
form-stale = This form is no longer valid. Load the page again, then send it.
form-unreadable = The form came incomplete. Load the page again, then send it.
sample-gone = No such sample waits: it was decided on, or another version of the data set is in force. Open Images again.
sample-image-unknown = This image is not in the sample. Nothing was kept.
sample-decided = This sample was decided on meanwhile. Nothing was kept.
image-not-shown = This image cannot be shown here. Look at the hospital’s file in its own viewer.
permit-not-here = No permit { $permit } waits, is signed or was signed here. While governance is away, what waits is not known.

## Documents

nav-documents = Documents
nav-patient = One patient
patient-title = What was done with one patient's data
patient-page-means = For the data protection officer whom a patient asks. Nothing about the patient leaves this page; the audit keeps that you asked, and for which file.
patient-number = Patient's number
patient-project-field = In project (optional)
patient-project-means = The patient's own number at the hospital, or as the data hold it. With a project: the number that its readers see.
patient-case = Number of your file
patient-case-means = The number under which you keep the request. The audit keeps it, and the hub has a copy of the audit: not the patient's number, nor a name.
patient-ask = Look up
patient-reads = Answers to { $project } that could include this patient
patient-more = The { $shown } newest of { NUMBER($count) } are shown; d2h site patient tells them all.
event-patient-looked-up = processing of a patient's data looked up
nav-images = Images
images-title = Withheld images
images-means = They could not be cleared without a person. Look at each file in the hospital's own viewer. An image that is let go is served from the next load on, its pixels as they are; one that is kept is never served.
no-images = No image waits for a person.
images-more = { $shown } of { $count } are shown; the others come once these are decided.
column-image = File
column-dataset = Data set
column-why = Why
release-images = Let those ticked go
refuse-images = Keep those ticked
done-images-release = Let go: they are served from the next load of their data set on.
done-images-refuse = Kept: they are never served.
done-images-passed = No text on the sample: the projections of this data set are served from now on.
done-images-failed = There is text on the sample. The image is kept here, and the others of its data set wait below: look at each, then load the data set again.
images-one-by-one = Images to look at one by one
sample-of = Projections of { $dataset }
sample-version = Version { $version }
sample-waits = { NUMBER($count) } projections (radiographs, mammograms, scintigrams), on which no text was found, wait until you have looked at { $sample } of them, drawn at random.
sample-waits-all = { $count ->
    [one] One projection (radiograph, mammogram, scintigram), on which no text was found, waits until you have looked at it.
   *[other] { NUMBER($count) } projections (radiographs, mammograms, scintigrams), on which no text was found, wait until you have looked at all { $sample }.
}
sample-failed = { $count ->
    [one] One projection waits:
   *[other] { NUMBER($count) } projections wait:
} text was seen on the sample. Those not looked at yet are listed below, one by one. What you let go is served from the next load on.
sample-load-again = Loaded before samples were drawn: its projections wait. Load the data set again; then a sample is drawn.
sample-begin = Look at the sample
sample-go-on = Go on looking
sample-marked = { $marked } of { $sample } looked at
sample-means = Look at each image, as it is and with raised local contrast, for names, numbers, dates or any other writing, however faint; open it for every pixel. { $sample ->
    [one] It is all there is.
   *[other] { $share ->
        [0] These are all there are.
       *[other] If none of these { $sample } bears any, fewer than { NUMBER($share, style: "percent", maximumFractionDigits: 1) } of the { NUMBER($count) } do, with 95 % confidence.
    }
}
sample-image = Image { $number } of { $sample }
sample-source = The hospital’s file:
sample-plain = As it is
sample-raised = Local contrast raised
sample-alt-plain = Image { $number }, as it is
sample-alt-raised = Image { $number }, local contrast raised
mark-none = No text
mark-text = Text
sample-decides = The last image marked decides. If none bears text, all these projections are served at once. If one does, it stays here and each of the others waits for a look of its own. Until then marks can be changed.
sample-keep = Keep these marks
sample-before = Images before
sample-after = Images after
sample-places = { $first } to { $last } of { $sample }
new-window = (opens in a new tab)
documents-title = Withheld documents
documents-means = Their identifiers were masked, but not surely enough to be served. Nobody outside the site has seen them. Read each one, correct what is masked, then release or refuse it.
no-documents = No document waits.
column-document = Document
column-confidence = Confidence
column-masked = Masked
column-since = Since
document-number = Document { $number }
percent = { $value } %
marks-means = What is ticked is masked. Take a tick away where nobody is named; add below what was missed.
mask-more = Mask as well, one name or number a line: each is masked wherever it stands
release-title = Release
release-means = The next load of this data set serves the document, masked as it stands here, to projects whose permit opens free text.
release-document = Release this document
refuse-document-title = Refuse
refuse-document-means = The document is never served.
refuse-document = Refuse this document
document-released = Released: served from the next load on.
document-refused = Refused: never served.
done-document-released = Released. The next load of the data set serves it.
done-document-refused = Refused. It is never served.
event-document-shown = withheld document read
event-document-released = document released
event-document-refused = document refused
