# The file an auditor asks for, and the command that makes it.
help-evidence = Write the file an auditor asks for: each SATRE statement, CNIL requirement and EHDS point, how far D2H answers it, the tests that prove it, the settings of this installation, and what remains with you. It starts and changes nothing.
help-out = The folder for the file: evidence.json (signed), and the pages in French and English as HTML and PDF.
help-tests = The JUnit XML of a run of the tests, whose results the file tells; without it: not run here.
help-check = Write nothing: prove the signature of this evidence.json, and of the pages beside it.
help-key = The installation's public key (PEM), to prove a file elsewhere.
help-language = fr or en, for what is said here; the pages are made in both.
out-missing = Say where: ./d2h evidence --out FOLDER
out-unwritable = Nothing can be written into { $folder } ({ $reason }).
not-installed = Nothing is installed in { $folder }, so there is nothing to tell of. Install first: ./d2h up
tests-unreadable = { $file } holds no results of tests: pytest writes them with --junit-xml.
catalogue-wrong = { $file }:{ $line }: { $reason }
report-unreadable = { $file } is no file of evidence.
report-altered = { $file } was changed after it was signed.
report-page-altered = The page { $file } is not the one that was signed with this file.
signature-invalid = This file does not bear the signature of this installation's key.
key-unreadable = { $path } holds no Ed25519 key that can be read.
evidence-written = The signed file is in { $folder }
evidence-proved = { $file } is signed by this installation and unchanged ({ $when }).
tests-none = Tests: not run here.
tests-run = Tests: { $passed } passed, { $failed } failed, { $skipped } skipped.
not-printed = No PDF: no Chromium printed the pages here. Print the HTML pages from any browser.
status-met = met by D2H
status-partly = partly met by D2H
status-organisation = with the organisation
status-not-met = not met
outcome-passed = passed
outcome-failed = FAILED
outcome-skipped = skipped
outcome-absent = not in this run
outcome-not-run = not run here
importance-Mandatory = Mandatory
importance-Mandatory-if = Mandatory where it applies (*)
importance-Recommended = Recommended
importance-Optional = Optional
page-title = Evidence
page-lead = What is asked of a secure environment for health data, statement by statement: how far D2H meets it today, which tests prove it, what this installation says of its own settings, and what remains with the organisation. “Met” speaks of the software; that the organisation uses it so is for the auditor to see.
page-installation = Installation
page-made = Made
page-product = Product
page-system = Machine
page-state = State
page-running = running
page-stopped = not running: read from its folder
page-tests = Tests
page-tests-run = { $file } of { $began }: { $passed } passed, { $failed } failed, { $skipped } skipped
page-tests-none = not run here: no results were given
page-digest = SHA-256
page-summary = Summary
page-text = Text
page-all = All
page-mandatory = of which mandatory
page-contents = Contents
page-measures = What D2H does: measures, tests, settings
page-measures-lead = Each measure with the tests of the D2H repository that prove it, the last result of each, and the settings of this installation where it tells them.
page-checklist = Checklist: what remains with the organisation
page-checklist-lead = To be ticked and signed by whoever answers for it. Statements that are wholly the organisation's stand as they are; after the others stands what D2H leaves open.
page-remains = Remains
page-proofs = Tests: { $passed } of { $all } passed
page-proofs-failed = Tests: { $failed } of { $all } FAILED
page-proofs-none = Tests: { $all }, not run here
page-setting = This installation
page-setting-none = No setting of this installation speaks of it.
page-note = By, date
page-signed = The file evidence.json beside this page holds all of it for machines, with the digest of this page, signed with the Ed25519 key of the installation. ./d2h evidence --check evidence.json proves it, without a network.
live-unreadable = Could not be read: { $reason }
live-audit-holds = Audit of { $zone }: { $records } records, unchanged and in order
live-audit-broken = Audit of { $zone }: NOT PROVED ({ $reason })
live-permits = Permits in force today: { $count }; the first ends on { $first }, the last on { $last }; { $soon } within 30 days
live-permits-none = No permit is in force today
live-modes = Data sets open to projects: { $records } by records, { $aggregates } by aggregates only
live-terms = Dates of the data sets granted: { $exact } exact, { $month } cut to the month, { $shifted } shifted; free text opened in { $free_text }
live-projects = Projects: { $draft } in draft, { $active } active, { $suspended } suspended, { $ended } ended
live-projects-none = No project is registered
live-votes = { $votes ->
        [one] One opinion of an output checker
       *[other] { $votes } opinions of output checkers
    }; of each site's data owner: { $owners ->
        [yes] yes
       *[no] no
    }; checkers of the author's site: { $own ->
        [refuse] refused
       *[allow] allowed
    }; fast lane: { $fast ->
        [yes] open
       *[no] closed
    }
live-threshold = At least { $threshold } distinct persons behind a released number
live-kept = Files of finished requests are kept without limit
live-kept-days = Files of finished requests are deleted after { $days } days
live-people = Registered: administrators { $admin }, researchers { $researcher }, output checkers { $output_checker }, data owners { $data_owner }, data protection officers { $data_protection_officer }
live-sites = Registered sites: { $count } ({ $names })
live-profile = Rules of the checks: { $name }, version { $version }: threshold { $threshold } persons, { $freedom } degrees of freedom, zeros: { $zeros ->
        [pass] pass
        [review] looked at by a person
       *[block] blocked
    }, extremes: { $extremes ->
        [pass] pass
        [review] looked at by a person
       *[block] blocked
    }
live-malware = Malware is sought by { $names }
live-malware-none = No ClamAV is installed: nobody looks for malware
live-login-provider = Logins through the OpenID Connect provider { $host }; of which roles they must prove a second factor, “d2h policy show” tells
live-login-passwords = Logins with D2H's own passwords, without a second factor
live-front-tls = The front serves hub and airlock with TLS
live-front-plain = The front serves hub and airlock without TLS, on 127.0.0.1
live-gateway-tls = Gateway of { $site }: TLS, certificate valid until { $until }
live-owner-page = { $site }: the data owner has a page
live-owner-page-none = { $site }: the data owner has no page, but commands
live-opposition = { $site }: a list of oppositions, changed on { $changed }
live-opposition-none = { $site }: NO list of oppositions, so nothing is served
live-site-disclosure = { $site }: at most { $numbers } independent numbers told to a project, whole groups from { $group } persons on, { $freedom } degrees of freedom
live-isolation-never = The walls of workspaces were never tried here: ./d2h verify-isolation
live-isolation-holds = Walls of workspaces, tried on { $when } UTC with { $project }: all { $tried } hold
live-isolation-open = Walls of workspaces, tried on { $when } UTC with { $project }: A WALL IS OPEN ({ $held } of { $tried } hold)
live-isolation-unknown = Walls of workspaces, tried on { $when } UTC with { $project }: not every attack could be made ({ $held } of { $tried } hold)
