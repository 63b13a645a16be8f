# install.packages() through the project's door, which tells in words why it does not give a package.

install.packages <- function(pkgs, ...) {
  refused <- character()
  withCallingHandlers(utils::install.packages(pkgs, ...), warning = function(told) {
    found <- regmatches(conditionMessage(told), regexec("/src/contrib/(PACKAGES|[^/']+\\.tar\\.gz)'", conditionMessage(told)))[[1]]
    if (length(found)) refused <<- c(refused, found[2])
  })
  for (file in unique(refused)) {
    why <- url(paste0(Sys.getenv("D2H_CRAN"), "/why/", file), encoding = "UTF-8")
    tryCatch(message(paste(readLines(why, warn = FALSE), collapse = "\n")), error = function(fault) NULL, finally = close(why))
  }
  invisible()
}
