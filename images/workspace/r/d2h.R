# The SDK as R calls it: a reading runs in Python, comes as a file, and is an R data frame.

.d2h <- function(asked) {
  folder <- tempfile("d2h")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  order <- file.path(folder, "order.json")
  writeLines(jsonlite::toJSON(asked, auto_unbox = TRUE, null = "null", digits = NA), order)
  said <- suppressWarnings(system2("/opt/venv/bin/python", c("-m", "d2h_sdk.for_r", folder), stdout = TRUE, stderr = TRUE))
  if (!is.null(attr(said, "status"))) stop(paste(said, collapse = "\n"), call. = FALSE)
  if (length(said)) message(paste(said, collapse = "\n"))
  classes <- jsonlite::fromJSON(file.path(folder, "classes.json"))
  data.table::fread(file.path(folder, "rows.csv"), colClasses = unlist(classes), na.strings = "",
                    encoding = "UTF-8", tz = "UTC", data.table = FALSE)
}

#' One table from all sites at once, with a column `site`.
#'
#' `columns` NULL gives every approved column; `where` is a list of conditions, each
#' `list("column", ">=", value)`; `sites` NULL asks all.
d2h.read <- function(table, columns = NULL, where = NULL, sites = NULL, dataset = NULL) {
  .d2h(list(table = table, columns = if (is.null(columns)) NULL else as.list(columns),
            where = where, sites = if (is.null(sites)) NULL else as.list(sites), dataset = dataset))
}

#' The rows of one SELECT, asked of every site at once, with a column `site`.
d2h.sql <- function(query, sites = NULL) {
  .d2h(list(sql = query, sites = if (is.null(sites)) NULL else as.list(sites)))
}
