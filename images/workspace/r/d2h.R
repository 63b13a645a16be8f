# The SDK as R calls it: one Python runs beside R, is sent orders, and answers with files.

.d2h <- new.env()
.d2h$shown <- list() # tables that were made there, by their mark, as R was given them

.d2h.python <- function() {
  if (is.null(.d2h$process) || !.d2h$process$is_alive()) {
    .d2h$process <- processx::process$new("/opt/venv/bin/python", c("-m", "d2h_sdk.for_r"),
                                          stdin = "|", stdout = "|", stderr = NULL, cleanup = TRUE)
  }
  .d2h$process
}

# What `does` answers of what is `given`; frames among it lie in `folder`.
.d2h.ask <- function(does, given, folder) {
  order <- list(does = does, given = given, code = .d2h.code())
  writeLines(jsonlite::toJSON(order, auto_unbox = TRUE, null = "null", na = "null", digits = NA),
             file.path(folder, "order.json"), useBytes = TRUE)
  python <- .d2h.python()
  python$write_input(paste0(folder, "\n"))
  # What an interrupted order answers late is not this one's answer.
  while (python$is_alive() && !any(python$read_output_lines() == folder)) python$poll_io(1000)
  told <- file.path(folder, "answer.json")
  if (!file.exists(told)) stop("The SDK's Python has ended, perhaps for want of memory: run the cell again.", call. = FALSE)
  answer <- jsonlite::fromJSON(told)
  if (!is.null(answer$fault)) stop(answer$fault, call. = FALSE)
  if (nzchar(answer$said)) message(answer$said)
  answer
}

.d2h.folder <- function() {
  folder <- tempfile("d2h")
  dir.create(folder)
  folder
}

.d2h.many <- function(values) if (is.null(values)) NULL else as.list(unname(values))

# The cell that runs, as the kernel has it; in a program the calls that are open.
.d2h.code <- function() {
  for (frame in sys.frames()) {
    request <- get0("request", frame, inherits = FALSE)
    if (is.list(request) && is.list(request$content) && is.character(request$content$code)) {
      return(list(code = request$content$code, run = get0("execution_count", frame)))
    }
  }
  list(code = paste(deparse(sys.calls()[[1]]), collapse = "\n"))
}

# A frame of the answer, with the mark of what was recorded of it.
.d2h.frame <- function(answer, folder) {
  force(answer) # writes the file
  frame <- data.table::fread(file.path(folder, "rows.csv"), colClasses = answer$classes, na.strings = "",
                             encoding = "UTF-8", tz = "UTC", data.table = FALSE)
  if (length(answer$filters)) attr(frame, "d2h.filters") <- answer$filters
  if (!is.null(answer$made)) {
    attr(frame, "d2h.made") <- answer$made
    .d2h$shown[[answer$made]] <- frame
  }
  frame
}

# A data frame on its way to Python: a file of numbers for each column. One that was made there goes by its mark.
.d2h.hand <- function(frame, folder, name = "data", made = attr(frame, "d2h.made")) {
  if (!is.data.frame(frame)) stop(sprintf("%s: a data frame is needed, not %s.", name, class(frame)[1]), call. = FALSE)
  if (!is.null(made) && identical(frame, .d2h$shown[[made]])) return(list(made = made, unchanged = TRUE))
  frame <- as.data.frame(frame)
  columns <- lapply(seq_along(frame), function(at) {
    column <- frame[[at]]
    kind <- intersect(c("ordered", "factor", "Date", "POSIXct"), class(column))[1]
    if (is.na(kind)) kind <- if (is.object(column) || !is.null(dim(column))) class(column)[1] else class(column)
    file <- paste0(name, ".", at)
    told <- list(name = names(frame)[at], class = kind, file = file)
    if (kind == "character") column <- factor(enc2utf8(column), levels = unique(stats::na.omit(column)))
    if (is.factor(column) && anyNA(levels(column))) column <- factor(column, exclude = NA)
    if (is.factor(column)) told$levels <- as.list(enc2utf8(levels(column)))
    binary <- file(file.path(folder, file), "wb")
    on.exit(close(binary))
    if (kind %in% c("numeric", "Date", "POSIXct")) writeBin(as.double(column), binary)
    else if (kind %in% c("integer", "logical", "character", "factor", "ordered")) writeBin(as.integer(column), binary)
    told
  })
  list(columns = columns, filters = .d2h.many(attr(frame, "d2h.filters")), made = made)
}

# Makes a table of `data` there.
.d2h.make <- function(does, data, given) {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  given$filters <- .d2h.many(given$filters)
  .d2h.frame(.d2h.ask(does, c(list(data = .d2h.hand(data, folder)), given), folder), folder)
}

.d2h.told <- function(does, given = stats::setNames(list(), character())) {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  answer <- .d2h.ask(does, given, folder)
  if (is.null(answer$state)) return(invisible(message(answer$shown)))
  findings <- as.data.frame(answer$findings, stringsAsFactors = FALSE)
  structure(list(id = answer$id, state = answer$state, ok = answer$ok, findings = findings, shown = answer$shown),
            class = "d2h.report")
}

print.d2h.report <- function(x, ...) {
  cat(x$shown, "\n", sep = "")
  invisible(x)
}

#' One table from all sites at once, with a column `site`.
#'
#' `columns` NULL gives every approved column; `where` is a list of conditions, each
#' `list("column", ">=", value)`; `sites` NULL asks all.
d2h.read <- function(table, columns = NULL, where = NULL, sites = NULL, dataset = NULL) {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  given <- list(table = table, columns = .d2h.many(columns), where = where, sites = .d2h.many(sites), dataset = dataset)
  .d2h.frame(.d2h.ask("read", given, folder), folder)
}

#' The rows of one SELECT, asked of every site at once, with a column `site`.
d2h.sql <- function(query, sites = NULL) {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  .d2h.frame(.d2h.ask("sql", list(query = query, sites = .d2h.many(sites)), folder), folder)
}

#' How many rows of `data` are in each crossing of the columns named in `index` and in `columns`; with `values`,
#' the `aggfunc` ("mean", "sum", …) of that column.
#'
#' `persons`: the column of the person of each row, or "rows" when every row is another person.
d2h.outputs.crosstab <- function(data, index, columns, values = NULL, aggfunc = NULL, margins = FALSE, dropna = TRUE,
                                 normalize = FALSE, persons = NULL, filters = NULL) {
  .d2h.make("crosstab", data, list(index = .d2h.many(index), columns = .d2h.many(columns), values = values,
                                   aggfunc = aggfunc, margins = margins, dropna = dropna, normalize = normalize,
                                   persons = persons, filters = filters))
}

#' Count, mean, spread and quantiles of the columns (all but that of the persons).
d2h.outputs.describe <- function(data, columns = setdiff(names(data), persons), percentiles = NULL, persons = NULL,
                                 filters = NULL) {
  .d2h.make("describe", data, list(columns = .d2h.many(columns), percentiles = .d2h.many(percentiles),
                                   persons = persons, filters = filters))
}

#' Percentiles of the column `values` per group of the columns named in `by`, each the mean of the `around` values
#' nearest to it.
d2h.outputs.percentiles <- function(data, values, q = c(0.05, 0.25, 0.5, 0.75, 0.95), by = NULL, around = 10,
                                    persons = NULL, filters = NULL) {
  .d2h.make("percentiles", data, list(values = values, q = .d2h.many(q), by = .d2h.many(by), around = around,
                                      persons = persons, filters = filters))
}

#' A copy with counts from 1 to `threshold` - 1 blanked, and others where totals would give them back.
d2h.outputs.suppress <- function(df, threshold = 10, zeros = FALSE) {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  given <- list(df = .d2h.hand(df, folder, "df"), threshold = threshold, zeros = zeros)
  .d2h.frame(.d2h.ask("suppress", given, folder), folder)
}

#' Opens a request for results to leave, or takes up the open one of the same title.
d2h.outputs.draft <- function(title, context) .d2h.told("draft", list(title = title, context = context))

#' Adds a table. One that was made by these functions brings along who stands behind it, and so does what is made
#' of it, with `evidence` where R lost the mark. Of any other: `kind` "counts" or "magnitudes", `persons` behind each
#' row, or "cells".
d2h.outputs.table <- function(df, name, kind = NULL, persons = NULL, person_total = NULL, evidence = NULL,
                              supports = NULL, group = NULL, description = "", population = "", part_of = NULL) {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  made <- attr(if (is.null(evidence)) df else evidence, "d2h.made")
  given <- list(df = .d2h.hand(df, folder, "df", made), name = name, kind = kind, persons = persons,
                person_total = person_total, supports = supports, group = group,
                description = description, population = population, part_of = .d2h.many(part_of))
  message(.d2h.ask("table", given, folder)$shown)
}

#' Adds the coefficients of a fit of lm, glm or coxph, with the persons behind each; or a data frame of coefficients,
#' their names first.
#'
#' `data`: what it was fitted on, for `persons`, its column of the person of each row; without that, each row counts
#' as a person. `persons` may also be their number.
d2h.outputs.regression <- function(fitted, name, data = NULL, persons = NULL, events = NULL, degrees_of_freedom = NULL,
                                   group = NULL, description = "") {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  given <- list(name = name, events = events, degrees_of_freedom = degrees_of_freedom, group = group,
                description = description)
  if (is.data.frame(fitted)) {
    given <- c(given, list(fit = .d2h.hand(fitted, folder, "fitted"), persons = persons))
  } else {
    told <- .d2h.fit(fitted)
    if (is.character(persons)) {
      if (is.null(data) || !persons %in% names(data)) stop("persons names a column of data: give data as well.", call. = FALSE)
      told$data[[".person"]] <- data[rownames(told$data), persons]
      given$ids <- ".person"
    } else given$persons <- persons
    given <- c(given, list(fit = told$fit, data = .d2h.hand(told$data, folder)))
  }
  message(.d2h.ask("regression", given, folder)$shown)
}

# What a fit says: its coefficients under names that tell a category from its column, and the rows it was fitted on.
.d2h.fit <- function(fitted) {
  followed <- inherits(fitted, "coxph")
  if (!followed && !inherits(fitted, c("lm"))) {
    stop(sprintf("A fit of class %s is not understood: give one of lm, glm or coxph, or a data frame of its coefficients, their names first.",
                 class(fitted)[1]), call. = FALSE)
  }
  data <- stats::model.frame(fitted)
  outcome <- data[[1]]
  data <- data[-1]
  told <- stats::coef(summary(fitted))
  around <- if (identical(class(fitted), "lm")) stats::confint(fitted) else stats::confint.default(fitted)
  around <- around[rownames(told), , drop = FALSE]
  fit <- list(names = .d2h.many(.d2h.terms(fitted, rownames(told))), coef = .d2h.many(told[, 1]),
              se = .d2h.many(told[, if (followed) "se(coef)" else 2]), p = .d2h.many(told[, ncol(told)]),
              lower = .d2h.many(around[, 1]), upper = .d2h.many(around[, 2]), followed = followed)
  names(data) <- .d2h.column(names(data))
  if (followed) {
    outcome <- unclass(outcome)
    data[["time"]] <- outcome[, ncol(outcome) - 1] - if (ncol(outcome) == 3) outcome[, 1] else 0
    data[["event"]] <- as.integer(outcome[, "status"])
    fit <- c(fit, outcome = "event", time = "time")
  } else {
    fit$df <- fitted$df.residual
    if (is.null(dim(outcome))) {
      fit$outcome <- .d2h.column(names(stats::model.frame(fitted))[1])
      # Of a factor R takes every level but the first for a yes.
      data[[fit$outcome]] <- if (is.factor(outcome)) as.integer(outcome != levels(outcome)[1]) else outcome
    }
  }
  list(fit = fit, data = data[vapply(data, function(one) is.null(dim(one)), TRUE)])
}

# `factor(ward)` is about the column ward.
.d2h.column <- function(names) gsub("^(as\\.)?(factor|ordered)\\(([^(),]+)(,.*)?\\)$", "\\3", names)

# `wardB` as `ward[T.B]`, `sexM:wardB` as `sex[T.M]:ward[T.B]`: R leaves open where the column's name ends.
.d2h.terms <- function(fitted, names) {
  factors <- attr(stats::terms(fitted), "factors")
  known <- c("(Intercept)" = "Intercept")
  for (term in colnames(factors)) {
    parts <- lapply(rownames(factors)[factors[, term] > 0], function(variable) {
      levels <- fitted$xlevels[[variable]]
      column <- .d2h.column(variable)
      if (is.null(levels)) stats::setNames(column, variable)
      else stats::setNames(paste0(column, "[T.", levels, "]"), paste0(variable, levels))
    })
    crossed <- Reduce(function(left, right) {
      both <- function(a, b) as.vector(outer(a, b, paste, sep = ":"))
      stats::setNames(both(left, right), both(names(left), names(right)))
    }, parts)
    known <- c(known, crossed)
  }
  unname(ifelse(names %in% names(known), known[names], names))
}

#' Adds any other file, a PNG that R drew for one; `supports` names the file that it stands behind.
d2h.outputs.file <- function(path, name = NULL, supports = NULL, person_total = NULL, group = NULL, description = "") {
  .d2h.told("file", list(path = normalizePath(path, mustWork = FALSE), name = name, supports = supports,
                         person_total = person_total, group = group, description = description))
}

#' Adds a notebook as last saved, without its outputs.
d2h.outputs.notebook <- function(path, name = NULL, group = NULL, description = "") {
  .d2h.told("notebook", list(path = normalizePath(path, mustWork = FALSE), name = name, group = group,
                             description = description))
}

#' What output checkers must know of a group of files.
d2h.outputs.explain <- function(context, controls, group = NULL) {
  .d2h.told("explain", list(context = context, controls = controls, group = group))
}

#' Asks that what blocks in `file` be let pass, for a reason.
d2h.outputs.exception <- function(file, reason, rule = NULL) {
  .d2h.told("exception", list(file = file, reason = reason, rule = rule))
}

#' Takes a file out of the request.
d2h.outputs.remove <- function(name) .d2h.told("remove", list(name = name))

#' Runs the automatic checks; `$state`, `$ok` and `$findings` of what comes back.
d2h.outputs.check <- function() .d2h.told("check")

#' Hands the request to the checks, then to people; `replay`: the platform runs its notebook again and compares.
d2h.outputs.submit <- function(replay = FALSE) .d2h.told("submit", list(replay = replay))

#' How far the request is.
d2h.outputs.status <- function() .d2h.told("status")

#' Ends the request; its files never leave.
d2h.outputs.withdraw <- function() .d2h.told("withdraw")

#' Notebooks that the platform copied, of `notebook` or all, the newest first; `deleted`: those that are gone.
d2h.notebooks.copies <- function(notebook = NULL, deleted = FALSE) {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  answer <- .d2h.ask("copies", list(notebook = notebook, deleted = deleted), folder)
  if (nzchar(answer$note)) message(answer$note)
  found <- answer$copies
  data.frame(notebook = as.character(found$notebook), kept = .POSIXct(as.numeric(found$kept)),
             bytes = as.numeric(found$bytes), deleted = as.logical(found$deleted))
}

#' The newest copy of `notebook`, back as a new file in the folder `restored`; its path.
d2h.notebooks.restore <- function(notebook) {
  folder <- .d2h.folder()
  on.exit(unlink(folder, recursive = TRUE))
  .d2h.ask("restore", list(notebook = notebook), folder)$path
}
