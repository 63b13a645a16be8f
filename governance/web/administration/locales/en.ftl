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
nav-projects = Projects
area-projects = Where each project stands, what it waits for and from whom; its life, permits, members, use and file.
nav-audit = Audit
area-audit = Who did what, when: searched by person, project, event and days, and kept as CSV.

## Refusals

refused-title = This page cannot be shown
refused-typed = What you wrote; copy it before you leave this page
refused-home = To the administration
administration-closed = Nothing of the administration is open to you. Ask an administrator.
area-closed = This page is not open to you. Ask an administrator.
page-for-people = This address is read by people, in a window of its own.
page-unknown = There is no such page in the administration.
person-not-registered = { $user } is not registered in governance. Ask an administrator.
login-failed = The login did not come to its end. Open the administration again.
login-refused = The hub does not let this account into the administration. Ask an administrator.
csrf-missing = This form is no longer valid. Load the page again, then send it once more.
session-ended = Your login has ended. Copy what you wrote, log in again, and send it once more.
reason-unfit = Say why, in at most { $most } characters.
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

## People

nav-people = People
people-title = People
people-lead = Everybody who was registered, with what each proved and where each works. A date is marked in the month before it, and once it is over.
people-search = User name or name
people-none = Nobody is called so.
people-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
people-next = The next ones
people-column-person = Person
people-column-roles = Roles
people-column-training = Training until
people-column-factor = Second factor
people-column-projects = Projects and end of access
person-left-on = left on { $day }
role-admin = administrator
role-researcher = researcher
role-output-checker = output checker
role-data-owner = data owner
role-data-protection-officer = data protection officer
role-lapsed = not in force
role-lapsed-for = not in force, training missing or over: { $kinds }
training-missing = missing
factor-demanded = demanded at login
factor-for = { $role }: one of { $proofs }
factor-none = none demanded
charter-signed = signed
charter-unsigned = charter not signed
untold = not told
person-identity = Identity
person-username = User name
person-site = Site
person-email = E-mail
person-language = Language
person-audit = What this person did, in the audit
person-projects = Projects
person-no-project = No project names this person.
membership-project = Project
membership-role = Role in it
membership-state = State
membership-end = End of access
membership-charter = Charter
person-training = Certificates of training
person-no-certificate = No certificate was recorded.
certificate-kind = Training
certificate-by = Given by
certificate-given = Given on
certificate-until = Last day
certificate-document = SHA-256 of the paper
## Sites

nav-sites = Sites
sites-title = Sites
sites-lead = Each gateway was asked just now whether it answers, and whether it proves that it is the one of the site's card.
sites-none = No site is registered.
site-gateway = Gateway
site-certificate = Certificate until
site-certificate-unreadable = the card holds none that can be read
site-heard = Last heard of
site-never = never
site-audit = Copy of its audit
site-copied = { $records } records
site-audit-read = Read it
site-key = Data owner's key
site-key-means = compare it by telephone
site-permits = Permits
site-permits-count = { $signed } signed, { $asked } waiting for a signature
site-datasets = Data sets
answer-up = answers
answer-down = does not answer
answer-unproved = answers, and does not prove its identity
trouble-never-sent = nothing was ever sent
trouble-silent = silent for an hour and more
trouble-parted = differs from the copy

## Permits

nav-permits = Permits
permits-title = Permits
permits-lead = What each site was asked for, and what its data owner signed. A gateway opens with a signed permit alone.
permits-every-site = Every site
permits-over-too = also those that are over
permits-none = There is no such permit.
permits-next = The next ones
permit-title = Permit
permit-project = Project
permit-site = Site
permit-version = Version
permit-mode = Mode
permit-dates = Dates
permit-state = State
permit-document = Document
permit-open = Open
permit-open-for = Open the permit of { $project } at { $site }, version { $version }
permit-purpose = Purpose
permit-members = Members
permit-digest = SHA-256
permit-signature = Signature
permit-proved = of the data owner whose key is registered
permit-unproved = not of the key that is registered now
permit-unsigned = nobody signed yet
permit-tables-of = Tables of { $dataset }
permit-table = Table
permit-columns = Columns
permit-rows = Rows
permit-rows-all = all
permit-rows-some = { $conditions ->
    [one] those of one condition
   *[other] those of { $conditions } conditions
}
permit-whole = The whole document
permit-whole-signature = The signed text
permit-waiting = waits for a signature
permit-in-force = in force
permit-not-its-time = signed, not in its time
permit-replaced = replaced
permit-taken-back = withdrawn
permit-not-there = There is no such permit.

## Data sets

nav-datasets = Data sets
datasets-title = Data sets
datasets-lead = What each site holds as its card tells it, and which projects read it or ask to.
datasets-of = Data sets of { $site }
dataset-name = Data set
dataset-version = Version in force
dataset-rows = Rows
dataset-projects = Projects
dataset-kept = stays on { $version }
dataset-unsigned = not signed yet
dataset-unused = none
dataset-table-rows = ≈ { $rows ->
    [one] { NUMBER($rows) } row
   *[other] { NUMBER($rows) } rows
} in { $tables ->
    [one] one table
   *[other] { $tables } tables
}

## Running now

nav-running = Running now
running-title = Running now
running-lead = As governance records it at this moment. A workspace whose end the hub could not tell stays here until it is opened again.
running-hub-jobs = Jobs at the hub, and stopping one
running-workspaces = { $count ->
    [0] Workspaces
    [one] One open workspace
   *[other] { $count } open workspaces
}
running-no-workspace = No workspace is open.
running-jobs = { $count ->
    [0] Jobs
    [one] One job
   *[other] { $count } jobs
}
running-no-job = No job runs or waits.
running-gpus = GPUs
running-no-gpu = No GPU is declared, and nobody waits for one.
running-drained = Machines that take nothing new
running-none-drained = None: workspaces and jobs start everywhere.
running-project = Project
running-person = Person
running-since = Since
running-job = Job
running-state = State
running-size = Size
running-device = Device
running-node = Machine
running-holder = Held by
running-free = free
running-queue = Waiting, in their order
running-called = its turn
job-size = { NUMBER($cpus) } processors, { NUMBER($memory, maximumFractionDigits: 1) } GiB
job-size-gpu = { NUMBER($cpus) } processors, { NUMBER($memory, maximumFractionDigits: 1) } GiB, { $gpus } GPU
job-queued = waits
job-running = runs

## The menu, for these pages

area-people = Who everybody is, what each proved, where each works and until when.
area-sites = Whether each gateway answers, its certificate, and the copy of its audit.
area-datasets = What each site holds, and which projects read it.
area-permits = What each site was asked for and signed, with the document and its signature.
area-running = Open workspaces, jobs, GPUs and who waits for one, machines that take nothing new.
search-send = Look

## What is recorded of a person

certificate-file = The paper itself
certify-title = Record a certificate
certify-lead = Of the paper its SHA-256 is kept, the file is not: keep the paper yourselves. It may have 4 MiB.
certify-send = Record it
leave-title = This person leaves
leave-lead = From then on nobody enters, reads, asks or votes under this name; what is open ends within a minute. The name stays for the audit.
leave-reason = Reason
leave-send = Has left
return-title = This person comes back
return-lead = With the roles and projects of before.
return-send = Is back
done-certified = The certificate is recorded.
done-known = This was recorded before: nothing changed.
done-left = This person has left. Take the name out of the files of the projects below.
done-returned = This person is back.
paper-missing = Choose the paper itself: its SHA-256 is what proves later which one it was.
paper-unfit = Nothing was recorded: { $count ->
    [one] one entry does
   *[other] { $count } entries do
} not fit.

## Access reviews

nav-reviews = Access reviews
reviews-title = Access reviews
reviews-lead = Once a year somebody says that the members of a project may go on; without it their access ends by itself.
reviews-soon = Shown is what is due within { $days } days.
reviews-none = No review is due.
reviews-all = Show every project
review-due = due by { $day }
member-left = has left
review-send = These members may go on for a year
review-send-for = { $project }: these members may go on for a year
done-reviewed = Access is confirmed for a year.
area-reviews = Whose access is to be confirmed for another year, and by when.

## Projects

project-new = New project
projects-search = Identifier or purpose
projects-none-so = No project that you may see is like that.
projects-next = The next ones
projects-nothing = There is no project that you may see.
column-project = Project
column-state = State
column-ends = Ends
column-members = Members
column-sites = Sites
column-waits = It waits for
column-site = Site
column-version = Version
column-permit-state = Signature
column-mode = Mode
column-days = Valid
column-digest = Permit
permit-proposed = not signed yet
permit-signed = signed
permit-superseded = replaced
permit-withdrawn = withdrawn

## One project

project-lacks = What is missing
project-about = The project
project-purpose = Purpose
project-days = Open
project-ends = What ends
project-edit = Edit its file
project-permits = Permits
project-no-permit = No site is asked for anything.
project-life = Its life
project-no-step = No step has been recorded.
project-use = Use
use-jobs = { $count ->
    [one] 1 job ran
   *[other] { NUMBER($count) } jobs ran
}
use-hours = { NUMBER($value, maximumFractionDigits: 1) }
use-core-hours = core-hours
use-gpu-hours = GPU-hours
use-memory = GiB-hours of memory
use-open = { $count ->
    [one] hours that a workspace stood open, once
   *[other] hours that workspaces stood open, { NUMBER($count) } times
}
use-means = What each job and each workspace was given, for as long as it ran or stood; a workspace that is open, as it was counted within the last minutes.
use-by-month = Use by month
use-month = Month
use-member = Member
use-shared = the folder they share
use-open-hours = hours open
use-gigabytes = GB of files, last counted
use-keep = Keep as { $name }
use-free = { $kind }: { $free } of { $count } free now
use-waiting = { $count ->
    [0] Nobody waits for a GPU.
    [one] 1 holder waits for a GPU.
   *[other] { $count } holders wait for a GPU.
}
use-no-gpu = No GPU is declared here.
project-file = The project's file
project-keep-file = Keep as { $name }
record-step = Record: { $step }
record-means = The file itself is not kept, its SHA-256 is: keep the paper. It may be recorded anew at any time; the last one counts.
step-kind = Which basis
step-reference = Its number
step-until = Last day, if it has one
act-activate = Make it active
means-activate = Its members start workspaces and read what the sites signed. Whatever it lacks is told, and then nothing is changed.
act-suspend = Suspend
means-suspend = Whoever works in it stops reading within a minute, and its workspaces close. Nothing is lost.
act-resume = Take up again
means-resume = Its members work in it again, if it lacks nothing.
act-archive = Archive
show-archive = Archive this project …
means-archive = Nobody works in it again, and this cannot be taken back. It would change:
archive-permit = the permit of { $site }, version { $version }, ends
archive-member = { $user } reads and works no longer in it
archive-files = This records the end; it moves no file. To have the work of its members kept in an encrypted file first, the administrator of the machine types ./d2h archive instead.
archive-until = Day by which its data must be destroyed, if there is one
type-project = To be sure, type { $project }
project-not-named = Nothing was done: type { $project }, the project's id, into the last field.
act-destroy = Record the destruction
show-destroy = Record that its data were destroyed …
means-destroy = This keeps the proof, as the SHA-256 of the certificate that you choose; it destroys nothing by itself. Its life and its audit stay. It cannot be taken back.
destroyed-by = Destroyed by
destroyed-on = Destroyed on
reason = Reason
done-applied = { $project }: applied.
done-recorded = { $project }: recorded.
done-activated = { $project } is active.
done-suspended = { $project } is suspended.
done-resumed = { $project } is active again.
done-archived = { $project } is archived.
done-destroyed = { $project } is recorded as destroyed.

## Its file, edited

edit-title = The file of { $project }
edit-lead = Change the text, look at what that would do, then apply it. Nothing is changed before you do.
edit-plan = Show what this would change
edit-apply = Apply this plan
edit-line = line { $line }
edit-difference = The difference in the text
edit-others = What changed since you opened the file
project-edited-meanwhile = Somebody changed { $project } after you opened its file. Nothing of yours was applied, your text is kept below: take over the changes shown here, then look at the plan again.
