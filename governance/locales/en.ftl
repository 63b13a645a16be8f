# Words of governance. One message per code; both languages hold the same codes.

governance-ready = Governance is ready: database and signing key are in place.

## Settings, database, keys
setting-invalid = The setting { $name } has a value that cannot be used. Correct it in the environment of this installation.
database-url-invalid = D2H_GOVERNANCE_DATABASE_URL is no SQLite or PostgreSQL address. Write sqlite:///… or postgresql+psycopg://…
database-not-migrated = The database is not prepared for this version. Run: python -m governance.migrate
database-unreachable = The database does not answer. Check its address in D2H_GOVERNANCE_DATABASE_URL and that its server runs.
database-busy = The database is busy or does not answer. Try again in a moment.
governance-read-only = This process may read governance, not change it.
metrics-address-wrong = { $address } is no address to tell figures at. Write it as HOST:PORT, such as 127.0.0.1:8023, or leave it empty.
key-unreadable = The key { $path } cannot be read as an Ed25519 key in PEM. Restore it from a backup.
signature-invalid = The signature does not prove what it claims ({ $kind }).

## Files people write
files-wrong = { $count ->
    [one] One thing to correct; nothing was changed.
   *[other] { $count } things to correct; nothing was changed.
}
file-missing = There is no such file.
file-unreadable = This file cannot be read ({ $reason }).
file-too-large = This file is larger than { $largest } bytes.
file-not-utf-8 = This file is not UTF-8 text. Save it as UTF-8.
yaml-unreadable = This is not YAML ({ $reason }). Check indentation, colons and quotes from this line up.
yaml-not-a-mapping = The file must begin with keys such as “project:”.
yaml-too-large = The document is too deep or, once its aliases are followed, too large.
key-twice = The key “{ $key }” stands twice in the same place. Keep one.
key-missing = “{ $missing }” is missing here.
key-unknown = This key is not known here. Known: { $known }.
value-not-one-of = The value must be one of: { $expected }.
value-not-a-name = The name may hold lower-case letters, digits and single separators, and begins with a letter.
value-greater-than-equal = The value must be at least { $bound }.
value-less-than-equal = The value must be at most { $bound }.
value-empty = Something must stand here.
value-too-long = This is too long; at most { $most }.
value-invalid = { $expected ->
    [bool] true or false is expected here.
    [int] A whole number is expected here.
    [float] A number is expected here.
    [string] Text is expected here.
    [list] A list is expected here.
   *[mapping] Keys with values are expected here.
}
number-not-exact = Whole numbers up to 9007199254740991 and finite decimals can be signed, no others.
date-not-iso = A date is expected, written 2026-12-31.
memory-unreadable = An amount of memory is expected, written 512M or 2G.
not-a-certificate = A certificate in PEM is expected.
not-a-public-key = An Ed25519 public key in PEM is expected.

## Project files
ends-before-start = The project would end before it starts ({ $starts }).
lead-missing = No member leads the project. Give one of them “role: lead”.
algorithm-twice = { $name } is already an algorithm above.
notebook-digest-wrong = Not the SHA-256 of a notebook, 64 hexadecimal digits. d2h.jobs.digest("notebook.ipynb") tells it in a workspace.
algorithm-own-approval = { $name } was approved by its author. Another person has to read and approve it.
member-twice = { $name } is already a member above.
site-twice = { $name } is already in this list. Write each site once.
dataset-twice = { $name } is already asked of { $site } above, in another permit. Ask each data set of a site once.
column-twice = { $name } is already in the list.
project-twice = { $other } describes the same project. Give only one of them.
condition-takes-no-value = “{ $op }” takes no value.
condition-takes-a-list = “{ $op }” takes a list of values: [1, 2].
condition-takes-one-value = “{ $op }” takes one value.
person-twice = { $name } stands twice in this file.
person-unknown = { $user } is not registered. Researchers: { $known }. Register people with: d2h people apply FILE
person-not-researcher = { $user } is registered without the role researcher, which a member needs.
site-unknown = { $site } is not a registered site. Registered: { $known }.
dataset-unknown = { $sites } publishes no dataset “{ $name }”. Known there: { $known }.
table-unknown = { $sites } publishes no table “{ $name }” in this dataset. Near it: { $known }.
column-unknown = { $sites } publishes no column “{ $name }” in this table. Near it: { $known }.

## Plans
plan-project-create = Project { $project }: to create
plan-project-change = Project { $project }: to change
plan-project-none = Project { $project }: nothing to change
plan-field = { $field }: { $value }
plan-field-changed = { $field }: { $before } → { $after }
plan-member = member { $user } ({ $role })
plan-member-role = member { $user }: { $before } → { $after }
plan-algorithm = algorithm { $name }: notebook { $notebook }, by { $author }, approved by { $approved_by }
plan-algorithms-alone = the permits are for its algorithms alone: members run them as jobs and read nothing themselves
plan-member-stops = { $user } can no longer read or open the workspace, within a minute of applying
plan-permit-asked = permit asked of { $sites }: version { $version }, { $mode }
plan-permit-asked-again = permit asked again of { $sites }, withdrawn there: version { $version }, { $mode }
plan-permit-changed = new permit asked of { $sites }: version { $version }, { $mode }
plan-permit-continues = version { $version } stays in force at { $sites } until the new one is signed
plan-permit-ended = permit no longer asked of { $sites }: version { $versions } ends
plan-proposal-dropped = the unsigned proposal at { $sites } is dropped: version { $versions }
plan-reading-stops = a signed permit ends: nobody reads at { $sites } until the data owner signs a new one
plan-table = { $table }: { $columns }
plan-table-rows = { $table }: { $columns }; only rows where { $rows }
plan-table-removed = { $table }
plan-columns = { $table }: { $columns }
plan-rows = { $table }, rows: { $before } → { $after }
plan-term = { $dataset }, { $term }: { $value }
plan-term-changed = { $dataset }, { $term }: { $before } → { $after }
plan-step = { $step }: { $reference }, { $by }, { $given }, until { $until }
plan-activates = the project becomes active
plan-outdated = Somebody changed a project meanwhile: the plan is no longer the one shown. Nothing was changed; plan again.
project-exists = A project of this id exists already: { $id }. Open its page to edit it.
project-renamed = This is the file of { $id }: a project keeps its id. Make a new project for another one.
members-changed = The members of { $project } changed meanwhile: look at them again. Nothing was confirmed.
apply-confirm = Apply these changes?
applied = { $count ->
    [0] Nothing to change.
    [one] One project applied.
   *[other] { $count } projects applied.
}

## Names inside sentences
name-records = records
name-aggregates = aggregates only
name-lead = lead
name-researcher = researcher
name-active = active
name-suspended = suspended
name-draft = draft
name-archived = archived
name-destroyed = destroyed
name-change = changed
name-committee = opinion of the committee
name-basis = regulatory basis
name-register = register of the data protection officer
name-activate = activated
name-review = access confirmed
name-suspend = suspended
name-resume = taken up again
name-archive = archived
name-destroy = destroyed
name-taken-over = active before steps were kept
name-mr-004 = MR-004
name-cnil = authorisation of the CNIL
name-other = other basis
name-purpose = purpose
name-starts = start
name-ends = end
name-memory = memory
name-cpus = processors
name-gpus = GPUs
name-display-hour = bytes shown within an hour
name-display-day = bytes shown within a day
name-threshold = smallest group released
name-votes = approvals to release
name-site_votes = opinion of each site's data owner
name-same_site = checkers of the author's own site
name-fast_lane = fast lane for signed aggregates
name-keep_days = days files are kept once a request is over
name-degrees_of_freedom = least degrees of freedom of a model
name-rows = most rows of a table
name-columns = most columns of a table
name-source_literals = most values typed into code
name-zeros = cells of zero
name-extremes = minimum and maximum
name-rounding = counts rounded to
name-midpoint = counts rounded to the middle of steps of
name-leaf = fewest persons in a leaf of a tree
name-protection = fewest values a hidden count keeps
name-file_types = types of files released
name-finding-pass = let pass
name-finding-review = looked at by a checker
name-finding-block = blocked
name-yes = yes
name-no = no
name-allow = may judge
name-refuse = may not judge
name-title-fr = title (French)
name-title-en = title (English)
name-mode = mode
name-minimum-group-size = smallest group
name-dates = dates
name-free-text = free text
name-linked = patients linked between sites
name-shared-times = sums per step of time
name-version = version
name-exact = exact
name-month = cut to the month
name-shifted = shifted by patient
name-true = yes
name-false = no

## Projects
project-unknown = There is no project “{ $project }”.
project-step = The project { $project } is { $state ->
    [DRAFT] still a draft
    [ACTIVE] active
    [SUSPENDED] suspended
    [ARCHIVED] archived
   *[DESTROYED] destroyed
}: it cannot be { $step ->
    [change] changed
    [activate] activated
    [review] reviewed
    [suspend] suspended
    [resume] resumed
    [archive] archived
    [destroy] recorded as destroyed
   *[other] given this step
} now. Where it stands: d2h project life { $project }
project-not-ready = { $count ->
    [one] One thing is missing before the project { $project } may be active; nothing was changed:
   *[other] { $count } things are missing before the project { $project } may be active; nothing was changed:
}
list-lacks = { $count ->
    [one] one thing is missing
   *[other] { $count } things are missing
}: it waits for { $turns }
lack = { $what } It waits for { $turn }.
turn-committee = the scientific and ethics committee
turn-lead = the lead of the project
turn-data-owners = the sites' data owners
turn-officer = the data protection officer
turn-admin = an admin
lacks-committee = The opinion of the scientific and ethics committee is not recorded: on the project's page, or d2h project record PROJECT committee.
lacks-basis = The regulatory basis is not recorded (MR-004 with its number in the public register, or an authorisation of the CNIL): on the project's page, or d2h project record PROJECT basis.
lacks-register = The entry in the register of the data protection officer is not recorded: on the project's page, or d2h project record PROJECT register.
lacks-signature = { $sites }: what is asked is not signed.
project-step-over = { $step ->
    [committee] The opinion of the committee
    [basis] The regulatory basis
   *[register] The entry in the register of the data protection officer
} held until { $until }. Record its successor: d2h project record.
access-review-over = The yearly access review was due on { $due }. An admin confirms the members with: d2h project review.
basis-left-by-pooling = The basis is MR-004, which does not cover pooling individual records of several hospitals ({ $sites }): ask the CNIL for an authorisation, or ask for aggregates only, which stay within MR-004. Check with your data protection officers.
step-without-kind = Say which basis it is: mr-004, cnil or other.
step-takes-no-kind = Only the regulatory basis has a kind.
step-without-reference = { $kind ->
    [mr-004] MR-004 needs the project's number in the public register.
    [cnil] An authorisation of the CNIL needs its number.
   *[other] Its reference is missing: the number under which it is found again.
}
step-without-document = The document is missing: its SHA-256 in a file, its path at the command.
step-not-yet-given = It is said to be given on { $given }, which is still to come.
step-ends-before-given = It would end before it was given ({ $given }).
step-recorded = { $project }: { $step } recorded.
step-known = { $project }: { $step } was recorded before, word for word.
access-confirmed = Access to { $project } is confirmed for these members until { $due }.
review-confirm = Do all of them still work in this project?
project-now-archived = The project { $project } is archived: nobody works in it any more, and its permits have ended.
project-now-destroyed = The project { $project } is recorded as destroyed. D2H keeps the proof, its life and its audit.
life-title = The life of a project
life-opening = This page is written from the table that governance itself reads (`governance/projects/steps.py`); it is not edited by hand.
life-steps = Steps
life-column-step = Step
life-column-turn = It waits for
life-column-document = A document, kept as its SHA-256
life-column-reference = A number
life-column-audit = In the audit
life-when = In which state
life-needs = What a project needs before it is active
life-signatures = the signature of the data owner of every site it asks
life-over = A step that is recorded again takes the place of the earlier one, which stays in the story. Once the last day of a needed step is over, nobody works in the project before its successor is recorded. Every { $days } days an admin confirms the members; the first time counts from the activation. Else access lapses, within a minute. Reminders are sent { $first } and { $second } days before each end.
life-state = Project { $project }: { $state }
life-end = { $what } ends on { $day }
life-step = { $step }: { $by }
life-until = until { $day }
life-recorded-by = recorded by { $who }
end-project = The project
end-committee = The opinion of the committee
end-basis = The regulatory basis
end-register = The entry in the register
end-review = The access review
end-archive = The time in the archive
project-now-suspended = The project { $project } is suspended: within a minute nobody reads for it.
project-now-active = The project { $project } is active.
projects-none = No project yet. Apply a project file with: d2h project apply FILE
not-an-admin = { $user } is not an admin and may not do this.
not-a-member = { $user } is not a member of the project { $project }. Its lead can ask the admin for it.
project-not-active = The project { $project } is { $state ->
    [DRAFT] still a draft: it lacks opinions, references or signatures
    [SUSPENDED] suspended
   *[other] over
}. Ask the admin why.
project-not-started = The project { $project } starts on { $starts }.
project-expired = The project { $project } ended on { $ends }. Its lead can ask for an extension.
no-permit-in-force = No site's permit lets you read for the project { $project } today. The sites' data owners have to sign it.
display-budget-spent = { $window ->
    [hour] The workspaces of the project “{ $project }” have shown the { $megabytes } MB that they may show within an hour.
   *[day] The workspaces of the project “{ $project }” have shown the { $megabytes } MB that they may show within a day.
} They are paused until { $until }; files are kept. Results leave through the airlock. Who needs to see more asks the administrators of the platform.
replay-permit-over = The permit of the site { $site } is no longer the one that the results were submitted under: submit them again.
replay-ticket-over = The time of this replay is over.

## GPUs and announcements
gpu-not-permitted = The project { $project } may have { $most } GPUs in a workspace, not { $count }. Its file says how many (workspace: gpus).
gpu-unknown = This installation has no { $count } GPUs of the kind { $kind }.
gpu-none-listed = No GPU is listed there. What is wanted is what nvidia-smi -L prints.
gpu-no-driver = nvidia-smi does not answer on this machine: install NVIDIA's driver, give a listing of another node with --listing, or name a device with --id, --kind and --file.
gpu-unfit = The { $field } of the device is missing or cannot be used.
gpu-twice = The device { $id } is named twice.
flavour-twice = The name { $id } is taken: each flavour has its own, and “usual” is that of the project's limits.
gpu-declared = Declared: { $id }, kind { $kind }, on { $node }. ./d2h up offers it.
gpu-nothing-new = Nothing to add: { $file } names them all.
gpu-free = free
gpu-none = No GPU is declared.
gpu-waits = waiting, { $number }: { $holder }, { $count } of { $kind } on { $node }
node-name-unfit = A machine's name has letters, digits, dots and hyphens: the one that the hub bears, D2H_HUB_NODE.
node-drained = No workspace starts for now: the machine is about to be stopped for maintenance. What is open goes on.
node-reason-unfit = Say in --reason why, in at most { $most } characters.
node-already-drained = { $node } is drained already: see d2h node list.
node-not-drained = { $node } is not drained: d2h node list names the machines that are.
node-is-drained = No workspace and no job starts on { $node } any more; what runs there goes on. d2h node reopen ends it.
node-is-open = Workspaces and jobs start on { $node } again.
nodes-all-open = No machine is drained.
node-unknown = There is no machine { $node }: d2h worker list names the workers.
node-away = { $node }, which has the project's files, does not answer.
worker-known = There is a worker or a hub of the name { $worker } already: see d2h worker list.
worker-unknown = There is no worker { $worker }: d2h worker list names them.
worker-unfit = This { $where } does not fit. A worker's name has at most 20 lowercase letters, digits and hyphens, a letter first; its address is HOST or HOST:PORT.
worker-hub-elsewhere = The workers before this one know the hub as { $address }: all know it by one address.
worker-hub-missing = Say in --hub at which address of the hub's machine the workers will find it.
worker-shares-elsewhere = The workers before this one share { $folder }: all that share their files share one folder.
shared-folder-unfit = { $reason ->
    [quota] The size of what projects keep in { $folder } cannot be limited: that needs root, loop devices and Debian's e2fsprogs on this machine.
    [users] The engine of this machine maps users of containers otherwise than that of the hub's: give both the same userns-remap, or neither.
    [engine] This machine's Docker engine does not answer: start it, and try again.
    [write] Root cannot write in { $folder }, or its file d2h-storage is not ours: an NFS server has to export it with no_root_squash.
   *[missing] { $folder } is no folder of this machine: mount it, and name it from / on.
}
shared-folder-away = { $folder } is not what the workers share: mount it on this machine.
worker-has-files = { $worker } has the files of { $projects }: archive or destroy these projects first.
worker-in-use = Workspaces or jobs are open on { $worker }: drain it, close them, and try again.
worker-added = { $worker } is declared. Carry { $bundle } there by a safe way (it holds its key), unpack it in a folder, type d2h worker serve FOLDER there and d2h up here.
workers-none = No worker is declared: all projects work on this machine.
worker-removed = { $worker } is no worker any more; d2h up closes the doors to it.
announcement-empty = Say something: --fr, --en or both.
announcement-too-long = An announcement has at most { $most } characters.
announcement-time = An announcement is shown for at least a minute and at most { $days } days.
announcement-said = Every open workspace shows it within a minute, until { $until }.
announcements-withdrawn = { $count ->
    [0] No announcement was shown.
    [one] The announcement is withdrawn.
   *[other] { $count } announcements are withdrawn.
}

## People and sites
people-registered = { $count ->
    [one] Registered: { $names }
   *[other] { $count } people registered: { $names }
}
people-changed = { $count ->
    [one] Changed: { $names }
   *[other] { $count } people changed: { $names }
}
people-unchanged = Nothing to change.
person-unregistered = { $user } is not registered. Register people with: d2h people apply FILE
person-left = { $user } left on { $day }. If this person comes back: d2h people return { $user }
person-here = { $user } did not leave.
last-admin = { $user } is the only admin: make another one first.
person-now-left = { $user } has left: from now on nobody enters, reads, asks or votes under this name; open workspaces and answers under way end within a minute.
person-still-named = These projects still name this person; take the name out of their files: { $projects }
person-now-back = { $user } is back, with the roles and projects of before.
training-lacking = Training is missing or its certificate has ended: { $kinds }. Give your administrators a certificate that is valid.
training-recorded = { $user }: training { $kind } recorded, until { $until }.
training-known = { $user }: this certificate of { $kind } was recorded before.
training-line = training { $kind }, until { $until }, by { $by }
role-not-in-force = { $role } is not in force: training is missing or has ended ({ $kinds }).
charter-unsigned = The charter of the project { $project } waits for your signature: “My projects” shows it.
charter-changed = The charter was changed meanwhile: read the new one.
second-factor-empty = A second factor is told by acr, amr or both.
second-factor-missing = The roles { $roles } need a login with a second factor.
policy-applied = The policy holds from now on.
charter-version = Version of the charter: { $version }
site-registered = Site { $site } is registered. Data owner's key: { $key }… Compare it with the site by telephone.
site-unchanged = Site { $site } is already registered with this card (key { $key }…).
site-key-changed = A key of { $site }, its data owner's or its audit's, is not the one registered. Ask the site by telephone; if it is meant, add --new-key: with another data owner's key its permits will have to be signed again.
site-not-registered = The site “{ $site }” is not registered.

## Permits
permit-unreadable = The permit cannot be read.
permit-unknown = This permit was never asked of { $site }.
permit-digest-differs = The signed permit is not the one asked of { $site }.
permit-not-open = This permit can no longer be signed or withdrawn: { $state ->
    [WITHDRAWN] { $site } withdrew it.
   *[other] a newer version took its place.
}

## Access and requests
credential-missing = The request carries no “authorization: { $scheme } …”.
hub-token-invalid = The hub does not know this token.
hub-token-not-a-server = This token does not belong to a project's workspace.
hub-token-too-broad = This token opens more than one workspace. Only a workspace's own token is accepted.
hub-unreachable = The hub does not answer. Try again in a moment.
access-expired = The access token has expired.
access-invalid = The access token is not valid here.
access-other-door = The access token was made for another workspace. Ask for one where you use it.
clocks-apart = The clocks of the hub and the machine that was asked differ by more than { $seconds } seconds, so nothing is answered. Tell your administrator: both machines need a time service.
site-request-mismatch = The proof was signed for another request than this one of { $site }.
site-request-replayed = This proof was used already: each serves once. Send the request again, signed anew.
site-request-stale = The proof is older than { $seconds } seconds. Check the clocks of both machines.
request-malformed = The request is not in the form expected.
request-too-large = The request is too large.
request-too-slow = The request took too long to arrive.
request-unknown = There is nothing at this address.

## The audit
audit-nothing = Nothing has happened yet.
audit-holds = ✓ { $zone }: { $count ->
    [one] one record, unchanged
   *[other] { $count } records, unchanged and in order
}
audit-broken = ✗ { $zone }: record { $sequence }: { $reason }
audit-record-missing = a record before it is missing, or it was put elsewhere.
audit-record-altered = its content is not what was recorded.
audit-order-broken = it does not follow from the record before it.
audit-signature-invalid = it was not signed by this zone.
audit-end-missing = it and what followed were removed from the end.
audit-anchor-missing = the anchor file that marks the end of the trail is gone.
audit-anchor-altered = the anchor file that marks the end of the trail was altered.
audit-anchor-differs = it is not the record that the anchor file knows.
audit-trail-unreadable = the trail of { $zone } cannot be read: its database is missing or does not answer.
audit-key-unreadable = the public key that proves this trail cannot be read.
audit-details-unfit = The event { $event } holds something that cannot be recorded.
site-audit-key-missing = The card of { $site } is from before its audit had a key: ask the site for a new one (./d2h site describe) and register it (./d2h sites register).
site-audit-differs = The hub's copy of the audit of { $site } holds another record { $sequence } than the site. Change nothing on either side, and compare them: one of the two was altered, or the site was set up anew.
site-audit-broken = What { $site } sent of its audit does not hold at record { $sequence } ({ $fault }); nothing of it was kept.

## What happened
event-other = { $actor }: { $event } ({ $subject })
event-person-registered = { $actor } registered { $subject } ({ $roles })
event-person-changed = { $actor } changed what is known of { $subject } ({ $roles })
event-person-left = { $subject } left; { $actor } recorded it: { $reason }
event-person-returned = { $actor } recorded that { $subject } is back
event-person-trained = { $actor } recorded a certificate of { $subject }: { $kind }, until { $until }
event-charter-signed = { $actor } signed the charter for { $project }, version { $version }
event-policy-changed = { $actor } applied a new policy
event-site-registered = { $actor } registered the site { $subject }
event-site-changed = { $actor } registered a new card of the site { $subject }
event-site-created = { $actor } created the site { $subject } and its keys
event-site-audit-faulted = the trail of { $site } and its copy at the hub part at record { $sequence }
event-site-audit-received = records { $first } to { $last } of the audit of { $site } arrived
event-project-created = { $actor } created the project { $subject }
event-project-changed = { $actor } changed the project { $subject }
event-project-suspended = { $actor } suspended the project { $subject }: { $reason }
event-project-committee-opinion = { $actor } recorded the committee's opinion on { $subject }: { $reference }, { $by }
event-project-basis = { $actor } recorded the regulatory basis of { $subject }: { $reference }, { $by }
event-project-registered = { $actor } recorded the entry of { $subject } in the data protection officer's register: { $reference }
event-project-activated = { $actor } activated the project { $subject }
event-project-access-confirmed = { $actor } confirmed who may work in { $subject }: { $members }
event-project-archived = { $actor } archived the project { $subject }: { $reason }
event-project-destroyed = { $actor } recorded that the data of { $subject } were destroyed, by { $by }
event-project-taken-over = the project { $subject } was active before steps were kept
event-project-resumed = { $actor } resumed the project { $subject }
event-permit-proposed = { $actor } asked { $site } for a permit for { $project }, version { $version }
event-permit-signed = { $actor } signed the permit for { $project } ({ $subject }, version { $version })
event-permit-superseded = the older permit for { $project } ended ({ $subject })
event-permit-withdrawn = { $actor } withdrew the permit for { $project } ({ $subject })
event-workspace-opened = { $actor } opened the workspace of { $project }
event-workspace-closed = the workspace of { $actor } in { $project } closed; it had shown { $shown } bytes
event-display-budget-spent = the workspaces of { $project } reached their display budget ({ $window }) and paused; { $actor } asked for more
event-code-executed = { $actor } ran code in { $project } ({ $kind }, SHA-256 { $sha256 })
event-gpu-allotted = { $actor } got the GPU { $devices } for { $project }
event-gpu-released = the GPU { $devices } of { $actor } in { $project } is free again ({ $why })
event-gpu-queued = { $actor } waits for a GPU ({ $kind }) for { $project }
event-gpu-queue-left = { $actor } left the queue for a GPU for { $project }
event-gpu-turn-lapsed = { $actor } did not take the GPU ({ $kind }) kept for { $project }
event-announcement-made = { $actor } made an announcement to all open workspaces
event-announcement-withdrawn = { $actor } withdrew an announcement
event-job-submitted = { $actor } handed in a notebook for { $project } (job { $job }, SHA-256 { $notebook })
event-job-started = job { $job } of { $project } began
event-job-finished = job { $job } of { $project } finished
event-job-failed = job { $job } of { $project } failed ({ $reason })
event-job-cancelled = job { $job } of { $project } was stopped in the name of { $actor } ({ $reason })
event-job-lost = the machine lost job { $job } of { $project }
event-package-allowed = { $actor } allowed workspaces to install the package { $subject } ({ $versions })
event-package-forbidden = { $actor } took the package { $subject } off the list of what workspaces may install
event-package-asked = { $actor } asked in { $project } for the package { $package }, which is not allowed
event-notebook-restored = { $actor } took back a copy of a notebook of { $project } (SHA-256 { $notebook })
event-package-installed = { $actor } took { $package } { $version } for { $project } (SHA-256 { $sha256 })
event-package-refused = { $actor } was refused { $package } { $version } for { $project } ({ $reason })
event-gpu-declared = { $actor } declared GPUs of { $subject }: { $gpus }
event-node-drained = { $actor } let no workspace or job start on { $subject } any more: { $reason }
event-node-reopened = { $actor } let workspaces and jobs start on { $subject } again
event-worker-added = { $actor } declared the worker { $subject } at { $address }
event-worker-removed = { $actor } removed the worker { $subject }
event-code-deleted = { $actor } deleted the texts of code run in { $project }: { $count }
event-workspace-probed = the walls of the workspace of { $project } were tried
event-workspace-image = the workspace { $subject } runs the image { $image }
event-replay-opened = a notebook of { $actor } runs again for { $project } (replay { $subject })
event-dataset-loaded = { $actor } loaded the dataset { $dataset } at { $subject }
event-opposition-changed = { $actor } updated the patients' oppositions at { $subject }
event-catalogue-listed = { $actor } listed what { $project } may read at { $subject }
event-catalogue-refused = { $subject } refused { $actor } its catalogue: { $reason }
event-read-started = { $actor } began to read { $table } at { $subject } for { $project }
event-read-finished = { $actor } read { $rows } rows of { $table } at { $subject } for { $project }
event-read-stopped = the reading of { $table } at { $subject } by { $actor } stopped after { $rows } rows
event-read-refused = { $subject } refused { $actor } a reading: { $reason }
event-images-started = { $actor } began to fetch images at { $subject } for { $project }
event-images-finished = { $actor } fetched images ({ $rows } parts) at { $subject } for { $project }
event-images-stopped = the fetching of images at { $subject } by { $actor } stopped after { $rows } parts
event-aggregate-started = { $actor } began to count in { $table } at { $subject } for { $project }
event-aggregate-finished = { $actor } received { $rows } counts of { $table } from { $subject } for { $project }
event-aggregate-stopped = the counting in { $table } at { $subject } by { $actor } stopped
event-model-started = { $actor } began to fit a model of { $table } at { $subject } for { $project }
event-model-finished = { $actor } received { $rows } sums of a model of { $table } from { $subject } for { $project }
event-model-stopped = the model of { $table } at { $subject } by { $actor } stopped
event-survival-started = { $actor } began a survival curve of { $table } at { $subject } for { $project }
event-survival-finished = { $actor } received { $rows } steps of survival of { $table } from { $subject } for { $project }
event-survival-stopped = the survival curve of { $table } at { $subject } by { $actor } stopped
event-request-drafted = { $actor } drafted the release request { $subject } for { $project }
event-request-described = { $actor } described the release request { $subject }
event-file-added = { $actor } added { $file } to the release request { $subject }
event-file-replaced = { $actor } replaced { $file } in the release request { $subject }
event-file-removed = { $actor } removed { $file } from the release request { $subject }
event-request-checked = the automatic checks of the release request { $subject } ran
event-request-submitted = { $actor } submitted the release request { $subject }
event-request-blocked = the automatic checks blocked the release request { $subject }
event-request-sent-to-review = the release request { $subject } passed the automatic checks and went to review
event-vote-cast = { $actor } gave an opinion on the release request { $subject }: { $choice }
event-request-returned = the release request { $subject } was returned to its author
event-request-approved = the release request { $subject } was approved
event-request-rejected = the release request { $subject } was rejected
event-request-released = the release request { $subject } was released, signed
event-request-withdrawn = { $actor } withdrew the release request { $subject }
event-request-revoked = { $actor } revoked the release { $subject }: { $reason }
event-package-fetched = { $actor } fetched the released package of { $subject }
event-code-read = { $actor } read the code that { $user } ran in { $subject }, session { $session }
event-import-asked = { $actor } asked to import { $file }: { $state }
event-import-accepted = { $actor } let the import { $file } in
event-import-refused = { $actor } refused the import { $file }
event-package-link-made = { $actor } made a link to the released package of { $subject }
event-request-opinions-differ = opinions on the release request { $subject } differ; final ones are asked for
event-request-files-deleted = the files of the release request { $subject } were deleted, as its project says
event-group-explained = { $actor } explained a group of files of { $subject }
event-exception-requested = { $actor } asked for an exception in { $subject }
event-exception-dropped = { $actor } took back an exception asked for in { $subject }

## Help of the commands
help-language = Language of the answer: fr or en.
help-as = The admin on whose behalf you act; recorded beside your account.
help-json = Answer in JSON.
help-project = Projects: what they are, who works in them, what they ask of the sites.
help-project-files = Project files, folders of them, or patterns.
help-project-id = The project's id.
help-plan = Show what applying would change. Exit code: 0 nothing, 2 changes, 1 error.
help-apply = Apply project files: all of them or, if one is wrong, none.
help-yes = Do not ask before applying.
help-suspend = Stop a project at once.
help-resume = Take up a suspended project again.
help-record = Record what a committee, a lead or a data protection officer gave. Of the document only its SHA-256 is kept.
help-step = committee, basis or register.
help-document = The document: its SHA-256 is kept, the file is not.
help-by = Who gave it: the body or the person.
help-reference = The number under which it is found again.
help-kind = Of a regulatory basis: mr-004, cnil or other.
help-given = The day it was given, 2026-12-31; today when left out.
help-until = The last day it holds, 2027-12-31; no end of its own when left out.
help-activate = Make a draft active; told what is missing otherwise.
help-review = Confirm who may work in a project, as must be done every year.
help-review-yes = Do not ask.
help-archive = End a project: nobody works in it any more. Until: the day its data must be destroyed by.
help-destroy = Record the proof that the data of an archived project were destroyed.
help-life = Show where a project stands: what it lacks, whose turn it is, what ends, and every step.
help-reason = Why; recorded in the audit.
help-list = List the projects.
help-use = What a project used, by month and member, as CSV: core-hours, GPU-hours, GiB-hours of memory, hours open, GB of files.
help-export = Write a project as its file: applying it changes nothing.
help-people = The people of this installation and their roles.
help-people-apply = Register or change the people of a file. Nobody is removed.
help-people-file = A file with “people:”.
help-people-list = List the people who are here: roles, training, what is not in force.
help-user = The user name.
help-certify = Record a certificate of training. Of the document only its SHA-256 is kept.
help-training-kind = Which training: a name that the policy demands.
help-last-day = The last day it holds, 2027-12-31.
help-leave = Somebody leaves: within a minute gone from workspaces, readings, the airlock and its links.
help-return = Somebody who left comes back.
help-policy = What is demanded of people: training, second factor, charter.
help-policy-apply = Apply a policy; it takes the place of the one before, whole.
help-policy-file = A file with “training:”, “second_factor:”, “charter:”.
help-policy-show = Show the policy that holds.
help-sites = The sites that take part.
help-register = Register sites from the cards they publish (d2h site describe).
help-card-file = The card of a site, JSON or YAML.
help-gpu = The GPUs that workspaces may have: which there are, who holds them.
help-gpu-declare = Add the GPUs of this machine to gpus.yaml, as nvidia-smi -L lists them.
help-gpu-listing = A file with what nvidia-smi -L printed; - for standard input.
help-gpu-node = The machine that has them.
help-gpu-id = Name one device instead.
help-gpu-kind = Its kind: devices of one kind are as good as one another.
help-gpu-file = A device file of it (/dev/dri/renderD128), where it is not NVIDIA's. Repeat.
help-gpu-list = Each device with its holder, and who waits.
help-announce = Say a sentence in every open workspace.
help-announce-fr = The sentence in French.
help-announce-en = The sentence in English.
help-announce-minutes = For how long it is shown.
help-announce-withdraw = Withdraw what is shown now.
help-node = Machines that take no new workspace or job: maintenance.
help-node-list = The machines that are drained, since when, by whom and why.
help-node-drain = Let no workspace or job start on this machine; what runs goes on.
help-node-reopen = Let them start again.
help-node-reason = Why, for the audit.
help-node-node = The machine, as the hub calls it.
help-worker = Further machines that run workspaces.
help-worker-name = The worker, as d2h node drain will call it.
help-worker-add = Declare a machine, and write what it needs to know.
help-worker-address = Where the hub will find it.
help-worker-hub = Where it will find the hub.
help-worker-shared = A folder that this machine, the hub's and other workers see under one path: a project's files are there, and it works on any of them.
help-worker-bundle = Write what it needs to know anew: a site was added since.
help-worker-list = The workers, where each is, and the numbers of its sets of doors.
help-worker-remove = Forget a machine that has neither open workspaces nor files of a project.
help-worker-serve = On the worker: run its relay and its agent until told to end.
help-worker-folder = Where the tar file that the hub wrote was unpacked.
help-new-key = The changed key of the data owner is meant: permits signed by the old one are withdrawn.
help-audit = The audit of every zone.
help-show = Tell what happened, in the order of time.
help-show-project = Only what concerns this project.
help-show-zone = Only this zone.
help-show-actor = Only what this person or service did.
help-show-event = Only this event, by its name in the audit (permit.signed).
help-show-since = From this day on (UTC).
help-show-until = To the end of this day (UTC).
help-show-last = Only the latest ones, this many.
help-verify = Prove that no record was changed, removed or added. Exit code 1 where one was.
answer-altered = This answer is not the one the site signed: it was changed, cut or taken from another question. Ask the site again.

# Batch jobs
job-memory-over = A job of this project has at most { $most } MB of memory, as its workspaces have.
job-cpus-over = A job of this project has at most { $most } processors, as its workspaces have.
job-time-over = A job runs at most { $most } seconds.
job-gpu-over = A job of this project has at most { $most } GPUs, as its workspaces have.
job-gpu-unavailable = There are not as many GPUs of one kind here: ask for fewer, or leave gpu= out.
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
job-not-waiting = Job { $job } waits no more.
job-state = { $state ->
    [QUEUED] waiting
    [RUNNING] running
    [FINISHED] finished
    [FAILED] failed ({ $reason })
    [CANCELLED] stopped ({ $reason })
   *[LOST] lost
}
jobs-none = No job waits or runs.
job-stopped = Job { $job } is stopped.
help-jobs = The batch jobs of all projects.
help-jobs-list = Those that wait or run, the newest first.
help-jobs-project = Only of this project.
help-jobs-all = Those that have ended too.
help-jobs-cancel = Stop a job that waits or runs.
help-job = Its number.

# Packages from outside
package-name-unfit = "{ $name }" is no name of a package.
package-versions-unfit = "{ $versions }" does not say which versions: write for instance >=2,<3 or ==1.4.2.
package-not-allowed = The package { $name } is not on the list of what workspaces may install. It was noted as a wish: ask your administrator to allow it.
package-too-many = This member asked for { $most } files of packages within a day, and gets no further ones before tomorrow.
packages-none = Workspaces may install no package from outside.
package-waits = asked for: { $name } ({ $user } in { $project })
package-allowed = Workspaces may install { $name } ({ $versions }).
package-forbidden = Workspaces may no longer install { $name }; where it is installed it stays.
help-packages = What workspaces may install from outside.
help-packages-list = The packages that are allowed, then those that were asked for.
help-packages-allow = Let workspaces install a package, in all versions or in some.
help-packages-forbid = Take a package off the list.
help-package = The name of the package, as its index writes it; cran/NAME for one of R.
help-package-versions = Which versions, as in a requirement: ">=2,<3". All where it is left out.
