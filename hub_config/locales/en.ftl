# Refusals said by the hub. Those of governance's entry check are said here too: the reader is the same.
project-unknown = There is no project “{ $project }”.
training-lacking = You lack training, or its certificate has ended: { $kinds }. Give the administrators of the platform a certificate that is valid.
second-factor-missing = Your role ({ $roles }) needs a login with a second factor, and this one proved none. Sign in again with it on your organisation's login page; a password alone is not enough. If you are not asked for it there, tell the administrators of the platform.
provider-away = Your organisation's login page does not answer as it should: nothing is lost, and what is open goes on. Try again in a few minutes; if it lasts, tell the administrators of the platform.
identity-unproved = The answer of your organisation's login page could not be verified: nobody entered. Start again; if it happens again, tell the administrators of the platform.
identity-unnamed = Your organisation's login page does not tell your user name ({ $claim }): tell the administrators of the platform.
login-unfinished = This login was not finished, or began in another window. Start again from the home page.
login-unknown-person = Your organisation recognised you, but you are not registered on this platform, or have left it. Ask its administrators.
charter-unsigned = The charter of the project “{ $project }” waits for your signature. Open “My projects”, read it and sign it.
charter-changed = The charter was changed meanwhile. Open “My projects” and read the new one.
not-a-member = You are not a member of the project “{ $project }”. Its lead can ask for you to be added.
project-not-active = { $state ->
    [DRAFT] The project “{ $project }” is still a draft: opinions, references or signatures of hospitals are missing. Ask the administrators of the platform.
    [SUSPENDED] The project “{ $project }” is suspended: its workspaces are closed and nothing is lost. Ask the administrators of the platform.
   *[other] The project “{ $project }” is over: its workspaces are closed.
}
project-step-over = { $step ->
    [committee] The opinion of the committee on
    [basis] The regulatory basis of
   *[register] The register entry of
} the project “{ $project }” held until { $until }. Its lead asks for a new one; until then nobody works in it.
access-review-over = Who may work in the project “{ $project }” had to be confirmed by { $due }. Ask the administrators of the platform to do it.
project-not-started = The project “{ $project }” starts on { $starts }. Come back then.
project-expired = The project “{ $project }” ended on { $ends }. Its lead can ask for an extension.
no-permit-in-force = No hospital has signed the permit of the project “{ $project }” yet. Ask the data owners of the sites.
display-budget-spent = { $window ->
    [hour] The workspaces of the project “{ $project }” have shown the { $megabytes } MB that they may show within an hour.
   *[day] The workspaces of the project “{ $project }” have shown the { $megabytes } MB that they may show within a day.
} They are paused until { $until }; files are kept. Results leave through the airlock. Who needs to see more asks the administrators of the platform.
workspace-without-project = A workspace belongs to a project: open it from the list of your projects.
workspace-options-refused = A workspace takes no options: what it holds is set by the project alone.
workspace-socket-forged = The workspace did not start as it should and was closed. Tell the administrators of the platform.
closes-unused = Open. Unused, it closes in { $hours } h { $minutes } min; what computes counts as use, and files stay.
workspace-unused = Nobody used this workspace for long, and nothing in it computed.
node-away = The machine { $node }, which has the files of this project, does not answer now. They are there and nowhere else: try again in a few minutes, and tell an administrator if it stays so.
node-unknown = The machine { $node }, which has the files of this project, is no part of this platform any more: tell an administrator.
node-image = The machine { $node }, on which this project works, does not have the hub's image { $image }: an administrator has to load it there.
node-without-gpus = This project works on the machine { $node }, which has no such GPUs to give now: choose another size.
gpu-machines-full = No machine with such GPUs answers and has room for this size now. Try again later, or choose another size.
files-in-use = Another machine still has the files of this project open, though it does not answer. Nothing is lost: try again in a few minutes, and tell an administrator, who has to turn that machine off.
shared-folder-away = The files of this project are on { $folder }, which a machine does not see now: try again in a few minutes, and tell an administrator if it stays so.
shared-folder-unfit = { $reason ->
    [quota] The size of what projects keep in { $folder } cannot be limited: that needs root, loop devices and Debian's e2fsprogs on this machine.
    [users] The engine of this machine maps users of containers otherwise than that of the hub's: give both the same userns-remap, or neither.
    [engine] This machine's Docker engine does not answer: start it, and try again.
    [write] Root cannot write in { $folder }, or its file d2h-storage is not ours: an NFS server has to export it with no_root_squash.
   *[missing] { $folder } is no folder of this machine: mount it, and name it from / on.
}
worker-bundle = { $folder } does not hold what d2h worker add wrote for this machine: unpack its tar file there.
node-drained = No workspace starts for now: the machine is about to be stopped for maintenance. Your files stay; what is open goes on. Try again later.
flavour-unknown = Workspaces of this project are not offered in the size “{ $flavour }”. Choose another one from your projects.
gpu-not-permitted = The project “{ $project }” may have { $most } GPUs in a workspace, not { $count }.
gpu-unknown = There are no { $count } GPUs of the kind { $kind } here.
gpu-waiting = Every GPU ({ $kind }) is taken. You are number { $position } in the queue: “My projects” shows your place and says when it is your turn.
gpu-image-missing = What workspaces with a GPU run ({ $image }) is not built yet. Ask the administrators of the platform.
image-without-bill = The workspace image ({ $image }) names nothing of what it is made of: it was built by an older version. Type: ./d2h up
socket-folder-unusable = The folder of the sockets is too long or has capital letters ({ $address }): set D2H_SOCKETS to a short lowercase path.
person-unknown = Governance knows nobody called “{ $user }”: add this person first (d2h people apply FILE).
password-too-short = A password has at least { $shortest } characters.
password-too-long = A password has at most { $longest } bytes.

# Pages
page-title = D2H workspace
projects = My projects
sign-in = Sign in
sign-out = Sign out
catalogue = Catalogue
administration = Administration
administration-hint = Projects, permits and the rest of what is yours to oversee
project-page-hint = Members, permits, life and use of the project
catalogue-hint = Search what the hospitals hold: data sets, variables, codes
airlock = Airlock
airlock-hint = Ask for results to leave, follow your requests, review those of others
hello = Hello { $name }
no-projects = You are not a member of any project yet. The lead of a project can ask for you to be added.
role-lead = lead
role-researcher = researcher
state-active = active
state-suspended = suspended
state-draft = draft
state-ended = ended
ends = until { $date }
sites-signed = { $count ->
    [0] no hospital has signed
    [one] one hospital has signed
   *[other] { $count } hospitals have signed
}
sites-waiting = waiting for { $sites }
charter-read = Read and sign the charter
charter-title = Charter
charter-hint = Before your first workspace of the project “{ $project }” opens, read this charter and sign it. A new version is asked of you again.
charter-other = En français
charter-sign = I have read this charter and sign it
charter-version = Version { $version }
open-workspace = Open the workspace
start-workspace = Start the workspace
choose-flavour = Which size of workspace?
flavour-usual = Usual
flavour-size = { $cpus ->
    [1] 1 processor
   *[other] { $cpus } processors
}, { $memory } GB of memory
flavour-gpu = { $count } GPU { $kind }: { $free }
flavour-gpu-free = { $free } of { $all } free
flavour-gpu-on = { $free } of { $all } free on { $node }
gpu-would-wait = All are taken: you would get a place in the queue.
gpu-turn = It is your turn: a GPU ({ $kind }) is kept for you until { $until }. Start the workspace.
leave-queue = Leave the queue
machine-now = Free on this machine now: { $memory } GB of memory, { $cpus } of { $all } processors.
stop-workspace = Stop
running = running
starting = starting
workspace-starting = Your workspace is starting. This page opens it as soon as it is ready.
start-containers = The machine is chosen: its containers start.
start-on-another-node = Restarting on another machine: { $before } does not take it now, { $node } does. Saved files are the same.
workspace-failed = The workspace could not be started.
workspace-stopped = The workspace of “{ $project }” is not running.
start-details = What happens
back-to-projects = Back to my projects
no-way = This page cannot be opened

# Said by the display meter
display-spent = The display budget of this project is spent: nothing more is shown, and the workspace is about to pause. Files are kept; results leave through the airlock. “My projects” tells when it opens again.
display-spent-short = Display budget spent
display-spent-title = The display budget of this project is spent
message-not-understood = The workspace closed this connection: it carried a message that is no part of the Jupyter protocol.
message-not-understood-short = Message not understood
message-too-large = This output is larger than 16 MB and is not shown. Show a part of it.
message-too-large-short = Output larger than 16 MB
doors-not-taken = This job has no doors any more: it is over or about to be.
doors-all-taken = { $sets } workspaces, jobs and replays are open, all that this platform has doors for. Close one of yours that you do not use, or try again in a minute.
display-unrecorded = The platform cannot write its records at the moment, so nothing is shown or run. Try again in a minute; if it lasts, tell the administrators of the platform.
display-unrecorded-short = Records cannot be written now
display-unrecorded-title = Nothing can be shown for the moment
answer-too-large = This file is too large to be shown: read it in a notebook; to take it out, draft a release request.
answer-too-large-title = This file is too large to be shown
answer-not-measurable = This answer stays closed: its size cannot be told beforehand. Read the file in a notebook; to take it out, draft a release request.
answer-not-measurable-title = This address stays closed
too-many-connections = Too many connections of this workspace are open: close notebooks and terminals that you do not use.
too-many-connections-title = Too many connections are open
workspace-unreachable = The workspace does not answer. Reload the page; if it stays so, open it again from your projects.
workspace-unreachable-title = The workspace does not answer
workspace-watched = What you run is recorded: each cell, answer to input() and line of a terminal, with your name and the time. What the workspace shows is counted. Output checkers and administrators see how much, and the code.

# Said above JupyterLab
notice-unused = Nobody seems to use this workspace: it closes in { $minutes } min. Run or save something to keep it open; what computes counts as use, and files stay.
notice-moved = Your workspace restarted on another machine, { $node }: { $before } did not take it. Saved files are the same; what was not saved there is lost.
notice-drained = Maintenance is near: save your work. This workspace goes on, but once closed it opens again only afterwards.
notice-display-hour = The workspaces of this project have shown { $percent } % of the { $megabytes } MB of this hour. At 100 % they pause; files stay.
notice-display-day = The workspaces of this project have shown { $percent } % of the { $megabytes } MB of this day. At 100 % they pause; files stay.
notice-end = { $days ->
    [0] This project ends today
    [1] This project ends tomorrow
   *[other] This project ends in { $days } days
} ({ $date }): its workspaces then close. Ask for results to leave in time; its lead can ask for an extension.
dismiss = Dismiss

# Batch jobs
jobs = Jobs
jobs-hint = Notebooks that run without you: what waits, runs and has ended in your projects
jobs-results = What a job makes lies in its project's folder, where all its members find it: project/jobs/MEMBER/JOB.
jobs-none = There are no jobs in your projects. Hand one in from a notebook: d2h.jobs.submit("analysis.ipynb").
jobs-column-job = Job
jobs-column-project = Project
jobs-column-member = Member
jobs-column-state = State
jobs-column-submitted = Handed in (UTC)
jobs-column-ended = Ended (UTC)
stop-job = Stop
stop-job-number = Stop job { $job }
job-queued = { $ahead ->
    [0] waiting, the next of its project
    [one] waiting, one of its project before it
   *[other] waiting, { $ahead } of its project before it
}
job-running = running
job-finished = finished
job-failed = failed
job-cancelled = stopped
job-lost = lost
job-reason-error = a cell of its notebook failed
job-reason-time = it ran longer than it may
job-reason-memory = it needed more memory than it may have
job-reason-broken = its container ended by itself
job-reason-lost = the machine lost its container
job-reason-away = its machine did not answer
job-reason-node-drained = its machine is about to be stopped for maintenance
job-reason-files-elsewhere = its project works on another machine than the one that runs jobs
job-reason-asked = as asked
job-reason-dependency = a job that it waited for did not finish
job-reason-access = its member works there no more, or the project is closed
job-unknown = There is no job { $job } that you may stop.
job-over = Job { $job } has ended already.

# Copies of notebooks
notebooks-of = Notebooks of { $project } that can come back
notebooks-hint = Notebooks that were deleted or written over, of yours and of the project's folder: copies are kept for 30 days.
notebooks-deleted = Deleted notebooks
notebooks-none-deleted = No copy of a deleted notebook is kept.
notebooks-there = Earlier states of notebooks that are there
notebooks-column-notebook = Notebook
notebooks-column-kept = Copied (UTC)
notebooks-column-size = Size
notebook-size = { NUMBER($kilobytes, useGrouping: 0) } kB
notebook-restore = Restore
notebook-restore-one = Restore { $name } as of { $kept }
notebook-restored = It is back, as a new file among your files in the workspace: { $path }
notebooks-shown = At most 100 of each kind are shown; their names count as shown by the workspace. In a notebook, d2h.notebooks.copies() tells all.
copy-unknown = This copy is not kept any more.
copy-not-restored = The copy could not be laid among your files ({ $reason }). If they are full, delete something first.

# Packages from outside
package-name-unfit = "{ $name }" is no name of a package.
package-not-allowed = { $name } is not on the list of what workspaces may install. It was noted as a wish: ask your administrator to allow it.
package-other-version = { $name } { $version } is not allowed here, only { $versions }.
package-undated = The index does not say since when { $name } { $version } is there; it is not given to workspaces.
package-too-fresh = { $name } { $version } came out less than { $days } days ago. Workspaces get it after that time, when harmful files have mostly been found.
package-compiled = { $name } has C, C++ or Fortran in it, and workspaces have no compiler. Ask your administrator for { $debian } of Debian in the image.
package-none-outside = { $name } is allowed, but the index outside has none of it.
package-file-unknown = There is no file { $file }.
package-file-too-large = The file is larger than the { $most } MB that workspaces may take at once.
package-cran-unset = This installation names no mirror of R's packages: ask your administrator to set D2H_HUB_PACKAGE_CRAN.
package-too-many = This workspace asked for { $most } files of packages within a day, and gets no further ones. Try again tomorrow, or ask your administrator to put what you need into the image.
package-index-away = The index of packages outside does not answer well. Try again in some minutes, or tell your administrator.
packages = Packages
packages-hint = What may be installed in workspaces with pip, and with install.packages() in R (cran/…), in which versions.
packages-none = No package from outside may be installed in workspaces.
packages-allowed = Allowed
packages-asked = Asked for
packages-none-asked = Nobody asked for another package.
package-another = Allow another package
package-asked-by = by { $user } in { $project }
package-name = Package
package-versions = Versions
package-versions-of = Versions of { $name }
package-all-versions = all
package-since = Since
package-allow = Allow
package-allow-name = Allow { $name }
package-forbid = Forbid
package-forbid-name = Forbid { $name }
package-versions-unfit = "{ $versions }" does not say which versions: write for instance >=2,<3 or ==1.4.2.
not-an-admin = Only administrators change what may be installed.
work-volume = The folder for your files could not be made ready ({ $reason }). Tell your administrator.
notice-work = Your files take { $percent } % of the { $gigabytes } GB that they may take in this project. Delete what you need no more.
notice-project = The files that the members of this project share take { $percent } % of the { $gigabytes } GB that they may take. Delete what nobody needs any more.
